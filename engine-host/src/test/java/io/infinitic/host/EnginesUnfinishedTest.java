package io.infinitic.host;

import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.schemas.WorkflowTaskFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Local tasks as the engines see them, and decisions that stopped before one. */
class EnginesUnfinishedTest extends EnginesHarness {

  private static final Failure FAILURE = new Failure("Broken", "oops", "", null, null);

  private static Command local(int number, OutcomeStatus status, int attempts, long delay) {
    LocalAttempts local =
        new LocalAttempts(
            attempts,
            status,
            status == OutcomeStatus.COMPLETED ? VALUE : null,
            status == OutcomeStatus.COMPLETED ? null : FAILURE,
            delay,
            null,
            null);
    return new Command(number, "svc.t", new ScheduleTask("svc", "t", List.of(), DEFAULT, local));
  }

  private static Command done(int number) {
    return local(number, OutcomeStatus.COMPLETED, 1, 0);
  }

  private List<Outbound> stop(int number, Command... commands) {
    return fold(
        new WorkflowTaskCompleted(
            "order-1",
            runId,
            number,
            1,
            0,
            true,
            List.of(commands),
            "worker",
            0,
            List.of(),
            true,
            0,
            null));
  }

  private void signal(String id, long sequence) {
    fold(new SendSignal(id, "order-1", "notes", VALUE, "sender", sequence, "client", null));
  }

  @Test
  void localTaskThatHasEndedIsARecordOnly() {
    start();
    var outs = decide(1, done(1), local(2, OutcomeStatus.FAILED, 3, 0), task(3));
    assertThat(dispatched(outs, TaskKind.TASK)).extracting(TaskState::number).containsExactly(3);
    assertThat(rows.all(runId, TASK)).hasSize(1);
    assertThat(complete(1)).as("nobody waits for it").isEmpty();
    assertThat(historyTypes())
        .containsExactly("WorkflowStarted", "WorkflowTaskDone", "Command", "Command", "Command");
  }

  @Test
  void localTaskThatIsNotOverGoesOnAfterItsDelay() {
    start();
    assertThat(dispatched(decide(1, local(1, null, 2, 500)), TaskKind.TASK)).isEmpty();
    TaskState task = rows.get(runId, TASK, Ids.numbered(1));
    assertThat(task.phase()).isEqualTo(TaskPhase.BACKOFF);
    assertThat(task.lastFailure()).isEqualTo(FAILURE);
    var timer = rows.all(runId, TIMER).entrySet().iterator().next();
    assertThat(timer.getValue().dueMillis()).isEqualTo(now - 1 + 500);
    now = timer.getValue().dueMillis();
    var outs =
        dispatched(
            fold(new TimerDue("order-1", runId, timer.getKey(), timer.getValue().dueMillis())),
            TaskKind.TASK);
    assertThat(outs).extracting(TaskState::attempt).containsExactly(3);
  }

  @Test
  void unfinishedDecisionIsFollowedByAnotherAtOnce() {
    start();
    var next = dispatched(stop(1, done(1)), TaskKind.WORKFLOW_TASK);
    assertThat(next).hasSize(1);
    assertThat(next.get(0).number()).isEqualTo(2);
    assertThat(next.get(0).fromEvent()).as("the decision itself").isEqualTo(2);
    assertThat(next.get(0).throughEvent()).isEqualTo(3);
    assertThat(((WorkflowTaskDone) history.get(1).body()).unfinished()).isTrue();
    assertThat(stop(1, done(1))).as("the same result again").isEmpty();

    assertThat(dispatched(stop(2), TaskKind.WORKFLOW_TASK)).as("without commands").hasSize(1);
    assertThat(dispatched(decide(3), TaskKind.WORKFLOW_TASK)).as("nothing new").isEmpty();
    assertThat(rows.get(runId, RUN, "").settledThrough()).isEqualTo(history.size());
  }

  @Test
  void whatHasWaitedIsInTheNextDecision() {
    start();
    signal("a", 1);
    var next = dispatched(stop(1, done(1)), TaskKind.WORKFLOW_TASK);
    assertThat(next).hasSize(1);
    assertThat(next.get(0).throughEvent()).as("the signal").isEqualTo(4);
    signal("b", 2);
    assertThat(history).as("one decision at a time").hasSize(4);
    assertThat(dispatched(decide(2), TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(dispatched(decide(3), TaskKind.WORKFLOW_TASK)).isEmpty();
  }

  @Test
  void suspendedRunGoesOnWhenItIsResumed() {
    start();
    fold(new SuspendWorkflow("s", "order-1", "client"));
    assertThat(dispatched(stop(1, done(1)), TaskKind.WORKFLOW_TASK)).isEmpty();
    assertThat(status()).isEqualTo(RunStatus.SUSPENDED);
    signal("a", 1);
    var outs = fold(new ResumeWorkflow("r", "order-1", "client"));
    var next = dispatched(outs, TaskKind.WORKFLOW_TASK);
    assertThat(next).hasSize(1);
    assertThat(next.get(0).throughEvent()).isEqualTo(3);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(dispatched(decide(2), TaskKind.WORKFLOW_TASK)).as("the signal").hasSize(1);
  }

  @Test
  void cancellationWaitsForTheDecisionAndIsInTheNext() {
    start();
    fold(new CancelWorkflow("c", "order-1", null, "enough", "client", null));
    var next = dispatched(stop(1, done(1)), TaskKind.WORKFLOW_TASK);
    assertThat(next).extracting(TaskState::throughEvent).containsExactly(4L);
    assertThat(historyTypes()).endsWith("CancelRequested");
  }

  @Test
  void terminatedInBetween() {
    start();
    stop(1, done(1));
    fold(new TerminateWorkflow("t", "order-1", "enough", "client", null));
    assertThat(status()).isEqualTo(RunStatus.TERMINATED);
    assertThat(decide(2, end(2))).as("comes late").isEmpty();
    assertThat(status()).isEqualTo(RunStatus.TERMINATED);
  }

  @Test
  void stuckInBetween() {
    start();
    stop(1, done(1));
    for (int attempt = 1; attempt <= 3; attempt++) {
      fold(new WorkflowTaskFailed("order-1", runId, 2, attempt, FAILURE, "worker", false, ""));
      rows.all(runId, TIMER)
          .forEach(
              (id, timer) -> {
                now = Math.max(now, timer.dueMillis());
                fold(new TimerDue("order-1", runId, id, timer.dueMillis()));
              });
    }
    assertThat(status()).isEqualTo(RunStatus.STUCK);
    var outs = fold(new RetryWorkflowTask("retry", "order-1", "client"));
    var next = dispatched(outs, TaskKind.WORKFLOW_TASK);
    assertThat(next).extracting(TaskState::throughEvent).containsExactly(3L);
    decide(3, end(2));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }
}
