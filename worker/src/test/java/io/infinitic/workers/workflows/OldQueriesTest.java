package io.infinitic.workers.workflows;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Caller;
import io.infinitic.schemas.QueryCall;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OldQueriesTest {

  private final OldQueries queries = new OldQueries();

  private static QueryCall query(String requestId, long ageMillis, @Nullable Caller caller) {
    long asked = System.currentTimeMillis() - ageMillis;
    return new QueryCall(requestId, "state", List.of(), "reply", caller, "", 0, asked, null);
  }

  @Test
  void repetitionsThatLieInARowAreAnsweredOnce() {
    assertThat(queries.isOld(query("a", 100_000, null), true)).isFalse();
    assertThat(queries.isOld(query("a", 60_000, null), true)).isTrue();
    assertThat(queries.isOld(query("a", 0, null), false)).isTrue();
    assertThat(queries.isOld(query("b", 0, null), false)).isFalse();
  }

  @Test
  void nobodyWaitsForWhatIsOlderThanEveryRepetition() {
    assertThat(queries.isOld(query("a", 3_600_000, null), true)).isTrue();
    assertThat(queries.isOld(query("a", 3_600_000, null), false))
        .as("it comes now: a clock is wrong")
        .isFalse();
  }

  @Test
  void whatCouldNotBeAnsweredComesAgain() {
    assertThat(queries.isOld(query("a", 0, null), false)).isFalse();
    queries.comesAgain(query("a", 0, null));
    assertThat(queries.isOld(query("a", 0, null), true)).isFalse();
  }

  @Test
  void workflowAsksOnce() {
    Caller caller = new Caller("asks", "run", 1);
    assertThat(queries.isOld(query("a", 3_600_000, caller), true)).isFalse();
    assertThat(queries.isOld(query("a", 3_600_000, caller), true)).isFalse();
  }
}
