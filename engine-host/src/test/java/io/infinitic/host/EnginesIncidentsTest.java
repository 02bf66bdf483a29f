package io.infinitic.host;

import static io.infinitic.engine.RowKind.INCIDENT;
import static io.infinitic.engine.RowKind.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.TaskCompleted;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs a person is an incident until it does not any more. */
class EnginesIncidentsTest extends EnginesHarness {

  private List<Incident> incidents() {
    var said = fold(new DescribeWorkflow("d", "order-1", "client", null));
    List<Incident> open = answers(said, RunDescription.class).get(0).incidents();
    assertThat(rows.get(runId, RUN, "").incidents()).as("as lists tell").isEqualTo(open.size());
    return open;
  }

  @Test
  void failedTaskIsAnIncidentUntilItSucceeds() {
    start();
    decide(1, task(1), task(2));
    fail(1, 1);
    Incident incident = incidents().get(0);
    assertThat(incident.type()).isEqualTo(IncidentType.TASK_FAILED);
    assertThat(incident.message()).contains("svc.t", "order-1", "Boom: no idea", "retryTasks");
    assertThat(incident.failure()).isEqualTo(BOOM);

    long first = now;
    now += 1_000;
    retry("r1");
    fail(1, 2);
    assertThat(incidents()).hasSize(1);
    assertThat(incidents().get(0).count()).isEqualTo(2);
    assertThat(incidents().get(0).sinceMillis()).isLessThanOrEqualTo(first);
    assertThat(incidents().get(0).lastMillis()).isGreaterThan(first);

    retry("r2");
    assertThat(incidents()).as("not mended yet").hasSize(1);
    fold(new TaskCompleted("order-1", runId, 1, 3, VALUE, "w"));
    assertThat(incidents()).isEmpty();
  }

  private void retry(String requestId) {
    fold(new RetryTasks(requestId, "order-1", null, OutcomeStatus.FAILED, null, "client"));
  }

  @Test
  void runThatGotAlongWithoutHasNone() {
    start();
    decide(1, task(1));
    fail(1, 1);
    decide(2, end(2));
    assertThat(incidents()).isEmpty();
    assertThat(rows.all(runId, INCIDENT)).isEmpty();
  }

  @Test
  void runThatFailedByItKeepsIt() {
    start();
    decide(1, task(1));
    fail(1, 1);
    decide(2, new Command(2, "run", new FailMethod(mainMethodId(), BOOM, false, 1)));
    assertThat(incidents()).hasSize(1);
  }

  private String mainMethodId() {
    return rows.get(runId, RUN, "").mainMethodId();
  }

  @Test
  void messagesKeptForTheSameReasonAreOneIncident() {
    start();
    for (int i = 0; i < 2; i++) {
      fold(new MessageKept("order-1", "engine-0", "1:2:0:1", "cannot be read"));
    }
    assertThat(incidents()).hasSize(1);
    assertThat(incidents().get(0).message()).contains("dead-letter", "1:2:0:1", "cannot be read");
    fold(new MessageKept("nobody", "engine-0", "1:3:0:1", "cannot be read"));
  }

  @Test
  void lateResultsAreCounted() {
    start();
    decide(1, task(1));
    complete(1);
    complete(1);
    fail(1, 1);
    assertThat(rows.get(runId, RUN, "").ignoredResults()).isEqualTo(2);
  }
}
