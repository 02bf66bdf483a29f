package io.infinitic.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

  @Test
  void aNewIdTellsTheTime() {
    long before = System.currentTimeMillis();
    UUID id = TimeOrderedIds.next();
    long after = System.currentTimeMillis();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isBetween(before, after);
  }

  @Test
  void newIdsDiffer() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(TimeOrderedIds.next());
    }
    assertThat(ids).hasSize(10_000);
  }

  @Test
  void theSameRequestStartsTheSameRun() {
    String request = TimeOrderedIds.next().toString();
    assertThat(Ids.run("order-1", request)).isEqualTo(Ids.run("order-1", request));
    assertThat(Ids.run("order-1", request)).isNotEqualTo(Ids.run("order-2", request));
    assertThat(Ids.run("order-1", request)).isNotEqualTo(request);
  }

  @Test
  void aRunHasTheTimeOfItsRequest() {
    UUID request = TimeOrderedIds.next();
    UUID run = UUID.fromString(Ids.run("order-1", request.toString()));
    assertThat(run.version()).isEqualTo(7);
    assertThat(run.getMostSignificantBits() >>> 16)
        .isEqualTo(request.getMostSignificantBits() >>> 16);
  }

  @Test
  void aChildHasTheTimeOfItsParent() {
    String parent = Ids.run("order-1", TimeOrderedIds.next().toString());
    assertThat(Ids.run("child-1", Ids.request(parent, 3)).substring(0, 13))
        .isEqualTo(parent.substring(0, 13));
  }

  @Test
  void anyOtherRequestIdWillDo() {
    for (String request :
        new String[] {
          "", "start", UUID.randomUUID().toString(), "zzzzzzzz-zzzz-7zzz-zzzz-zzzzzzzzzzzz"
        }) {
      assertThat(UUID.fromString(Ids.run("order-1", request)).version()).isEqualTo(3);
    }
  }
}
