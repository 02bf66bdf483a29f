package io.infinitic.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which changes of a run lists show. */
class RunListsTest {

  private static final Schema SCHEMA = SpecificData.get().getSchema(RunState.class);

  /** What a run has from its beginning. */
  private static final Set<String> FIXED = Set.of("workflowId", "runId", "workflowName");

  static Stream<Schema.Field> fields() {
    return SCHEMA.getFields().stream().filter(field -> !FIXED.contains(field.name()));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void changesThatSummariesShowAreListed(Schema.Field field) {
    RunState before = run();
    RunState after = run();
    after.put(field.pos(), value(field, true));
    boolean isShown = !RunLists.summary(after).equals(RunLists.summary(before));
    assertThat(RunLists.areOther(after, before)).isEqualTo(isShown);
    assertThat(RunLists.areOther(before, after)).isEqualTo(isShown);
  }

  private static RunState run() {
    RunState run = (RunState) SpecificData.newInstance(RunState.class, SCHEMA);
    SCHEMA.getFields().forEach(field -> run.put(field.pos(), value(field, false)));
    return run;
  }

  private static Object value(Schema.Field field, boolean isOther) {
    if (field.name().equals("status")) {
      return isOther ? RunStatus.STUCK : RunStatus.RUNNING;
    } else if (field.name().equals("incident")) {
      return isOther ? new Incident("why", null, 1, 1, IncidentType.WORKFLOW_STUCK, null, 1) : null;
    }
    return switch (field.schema().getType()) {
      case STRING -> isOther ? "other" : "";
      case LONG -> isOther ? 1L : 0L;
      case INT -> isOther ? 1 : 0;
      case BOOLEAN -> isOther;
      case ARRAY -> isOther && field.name().equals("tags") ? List.of("tag") : List.of();
      default -> null; // lists show nothing of it
    };
  }
}
