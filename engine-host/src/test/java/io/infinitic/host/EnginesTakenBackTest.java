package io.infinitic.host;

import static io.infinitic.engine.RowKind.POINTER;
import static io.infinitic.engine.RowKind.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartNow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.transport.TaskId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A person retries a task before the code has decided on its failure: it never hears of that. */
class EnginesTakenBackTest extends EnginesHarness {

  private List<Outbound> retryAll() {
    return retry(null);
  }

  private List<Outbound> retry(Integer command) {
    String id = command == null ? null : TaskId.of("order-1", runId, command).toString();
    return fold(new RetryTasks("retry" + now, "order-1", id, null, null, "client"));
  }

  private List<Outbound> suspend() {
    return fold(new SuspendWorkflow("suspend" + now, "order-1", "client"));
  }

  private List<Outbound> resume() {
    return fold(new ResumeWorkflow("resume" + now, "order-1", "client"));
  }

  /** Outcomes in the history that have not been taken back, in order. */
  private List<String> heard() {
    List<String> heard = new ArrayList<>();
    history.forEach(
        event -> {
          if (event.body() instanceof TaskEnded ended) {
            heard.add(ended.command() + " " + ended.status());
          } else if (event.body() instanceof RunRevived revived) {
            heard.remove(heard.lastIndexOf(revived.command() + " " + OutcomeStatus.FAILED));
          }
        });
    return heard;
  }

  @Test
  void failureOfASuspendedRun() {
    start();
    decide(1, task(1));
    suspend();
    fail(1, 1);
    retryAll();
    complete(1, 2);
    assertThat(dispatched(resume(), TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(heard()).containsExactly("1 COMPLETED");
  }

  @Test
  void failureWhileADecisionIsUnderWay() {
    start();
    decide(1, task(1));
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    fail(1, 1);
    retryAll();
    complete(1, 2);
    decide(2);
    assertThat(heard()).containsExactly("1 COMPLETED");
    assertThat(historyTypes()).doesNotContain("RunRevived");
  }

  @Test
  void failureOfAStuckRun() {
    start();
    decide(1, task(1));
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    for (int attempt = 1; attempt <= 10 && status() != RunStatus.STUCK; attempt++) {
      fold(new WorkflowTaskFailed("order-1", runId, 2, attempt, BOOM, "w", false, "build"));
    }
    fail(1, 1);
    retryAll();
    complete(1, 2);
    decide(2);
    assertThat(heard()).containsExactly("1 COMPLETED");
  }

  @Test
  void failuresOfSeveralTasksAreTakenBackTogether() {
    bothFailBeforeADecision();
    retryAll();
    complete(2, 2);
    var outs = decide(2, failBy(1, 3));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(heard()).containsExactly("2 COMPLETED");
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    decide(3);
    complete(1, 2);
    decide(4, end(3));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anotherTaskThatWasRetriedBeforeTheRunFailed() {
    bothFailBeforeADecision();
    retry(2);
    decide(2, failBy(1, 3));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    complete(2, 2);
    retry(1);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(heard()).containsExactly("2 COMPLETED");
  }

  /** The code hears of the second failure once the first is taken back. */
  @Test
  void failedTasksThatAreRetriedOneByOne() {
    bothFailBeforeADecision();
    decide(2, failBy(1, 3));
    retry(1);
    decide(3, failBy(2, 3));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    retry(2);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(heard()).isEmpty();
  }

  @Test
  void failedTasksThatAreRetriedOneByOneBeforeTheNextDecision() {
    bothFailBeforeADecision();
    decide(2, failBy(1, 3));
    retry(1);
    retry(2);
    decide(3, failBy(2, 3));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(heard()).isEmpty();
  }

  @Test
  void failedTaskThatIsRetriedAfterAVoidDecision() {
    bothFailBeforeADecision();
    retry(1);
    decide(2, failBy(1, 3));
    decide(3, failBy(2, 3));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    retry(2);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(heard()).isEmpty();
  }

  private void bothFailBeforeADecision() {
    start();
    decide(1, task(1), task(2));
    suspend();
    fail(1, 1);
    fail(2, 1);
    resume();
  }

  /** What the code has acted on stays: a retry cannot undo that. */
  @Test
  void codeThatHasCaughtTheFailureGoesOn() {
    start();
    decide(1, task(1));
    fail(1, 1);
    retryAll();
    decide(2, task(2));
    complete(1, 2);
    assertThat(heard()).containsExactly("1 FAILED", "1 COMPLETED");
    decide(3, failBy(1, 3));
    assertThat(status()).as("by what it has heard long ago").isEqualTo(RunStatus.FAILED);
  }

  @Test
  void decisionThatFailsByATaskThatWasRetriedHasNoEffect() {
    start();
    decide(1, task(1), child(2, ParentClosePolicy.TERMINATE));
    fail(1, 1);
    retryAll();
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    var outs = decide(2, failBy(1, 3));
    assertThat(answers(outs, MethodEnded.class)).isEmpty();
    assertThat(answers(outs, CallAccepted.class)).as("the signal").hasSize(1);
    assertThat(outs).noneMatch(Outbound.ToEngine.class::isInstance);
    assertThat(historyTypes()).endsWith("RunEnded", "RunRevived", "SignalReceived");
  }

  @Test
  void runOfAScheduleIsNotFollowedByTheNextOne() {
    fold(start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW).withCron("0 0 * * *"));
    fold(new StartNow("now", "order-1", "client"));
    decide(1, task(1));
    fail(1, 1);
    retryAll();
    decide(2, failBy(1, 2));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(rows.get("order-1", POINTER, "").runId()).isEqualTo(runId);
  }

  @Test
  void suspendedRunThatFailedIsRevivedSuspended() {
    start();
    decide(1, task(1));
    fail(1, 1);
    suspend();
    decide(2, failBy(1, 2));
    var outs = retryAll();
    assertThat(status()).isEqualTo(RunStatus.SUSPENDED);
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).isEmpty();
    assertThat(dispatched(resume(), TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void nobodyRevivesARunThatAnotherHasReplaced() {
    start();
    decide(1, task(1));
    fail(1, 1);
    decide(2, failBy(1, 2));
    assertThat(rows.get(runId, RUN, "").incidents()).isEqualTo(1);
    fold(start("again", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
    RunState replaced = rows.get(runId, RUN, "");
    assertThat(replaced.incidents()).isZero();
    var outs = retry(1);
    assertThat(answers(outs, WorkflowUnknown.class).get(0).reason()).contains("replaced");
    assertThat(dispatched(outs, TaskKind.TASK)).isEmpty();
    assertThat(dispatched(complete(1, 2), TaskKind.WORKFLOW_TASK)).isEmpty();
  }
}
