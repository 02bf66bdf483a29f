package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskSettings;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The monitor itself: it finds what it looks for, and nothing else. */
class ConservationTest {

  private static final Payload RESULT = new Payload(ByteBuffer.allocate(1), "json", null);
  private static final Failure BOOM = new Failure("Boom", null, "", null, null);

  private final Conservation monitor = new Conservation();

  private void dispatch(int attempt) {
    monitor.sent(
        new ExecuteTask(
            "run/1/0",
            "id",
            "run",
            "flow",
            1,
            "svc",
            "t",
            attempt,
            List.of(),
            new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0),
            null,
            0,
            0,
            attempt - 1,
            null));
  }

  private void complete(int attempt) {
    monitor.sent(new EngineMessage(new TaskCompleted("id", "run", 1, attempt, RESULT, "w")));
  }

  private void fail(int attempt) {
    monitor.sent(
        new EngineMessage(
            new TaskFailed("id", "run", 1, attempt, BOOM, false, true, -1, null, "w", null, null)));
  }

  private void hear(long event, OutcomeStatus status, int attempt) {
    TaskEnded ended =
        new TaskEnded(
            1,
            status,
            attempt,
            status == OutcomeStatus.COMPLETED ? RESULT : null,
            status == OutcomeStatus.COMPLETED ? null : BOOM);
    monitor.sent(
        new ExecuteWorkflowTask(
            "id",
            "run",
            "flow",
            1,
            1,
            event,
            event,
            List.of(new HistoryEvent(event, 0, ended)),
            null,
            false,
            false,
            0,
            null));
  }

  @Test
  void retriesRepetitionsAndRetriesByHandAreRight() {
    dispatch(1);
    dispatch(1);
    fail(1);
    dispatch(2);
    dispatch(1);
    fail(2);
    hear(5, OutcomeStatus.FAILED, 2);
    hear(5, OutcomeStatus.FAILED, 2);
    dispatch(3);
    complete(3);
    complete(3);
    hear(9, OutcomeStatus.COMPLETED, 3);
    assertThat(monitor.violations()).isEmpty();
    assertThat(monitor.outcomes()).isEqualTo(2);
  }

  @Test
  void attemptWhileTheOneBeforeIsCurrent() {
    dispatch(1);
    dispatch(2);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void attemptAfterTheCompletion() {
    dispatch(1);
    complete(1);
    hear(5, OutcomeStatus.COMPLETED, 1);
    fail(1);
    dispatch(2);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void completionOfAnEarlierAttempt() {
    dispatch(1);
    complete(1);
    fail(1);
    dispatch(2);
    hear(5, OutcomeStatus.COMPLETED, 1);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void completionThatNobodySaid() {
    dispatch(1);
    hear(5, OutcomeStatus.COMPLETED, 1);
    assertThat(monitor.violations()).hasSize(1);
  }

  @Test
  void twoOutcomesAndAnEventThatChanges() {
    dispatch(1);
    complete(1);
    hear(5, OutcomeStatus.COMPLETED, 1);
    hear(6, OutcomeStatus.FAILED, 1);
    hear(5, OutcomeStatus.FAILED, 1);
    assertThat(monitor.violations()).hasSize(2);
  }
}
