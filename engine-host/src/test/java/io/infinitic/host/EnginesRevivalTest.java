package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that failed by a task go on when a person retries it, whatever happens meanwhile. */
class EnginesRevivalTest extends EnginesHarness {

  private List<Outbound> retry() {
    return fold(new RetryTasks("retry", "order-1", null, null, null, "client"));
  }

  /** The outcome that the code hears of last. */
  private TaskEnded lastOutcome() {
    return (TaskEnded) history.get(history.size() - 1).body();
  }

  @Test
  void runThatFailedByATaskIsRevivedByItsRetry() {
    start();
    decide(1, task(1));
    fail(1, 1);
    decide(2, failBy(1, 2));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    var retry = new RetryTasks("retry", "order-1", null, null, null, "client");
    List<TaskState> again = dispatched(fold(retry), TaskKind.TASK);
    assertThat(again).hasSize(1);
    assertThat(again.get(0).attempt()).isEqualTo(2);
    assertThat(again.get(0).sequence()).isEqualTo(1);
    assertThat(dispatched(fold(retry), TaskKind.TASK)).as("asked twice").isEmpty();
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(historyTypes()).endsWith("RunEnded", "RunRevived");
    decide(3); // it may have left something unread
    var completed = complete(1, 2);
    assertThat(dispatched(completed, TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void tasksBesideTheOneThatFailedTheRunGoOnAndAreHeardWhenItIsRevived() {
    start();
    decide(1, task(1), task(2), new Command(3, "timer", new StartTimer(50_000, null)));
    fail(1, 1);
    decide(2, failBy(1, 4));
    assertThat(complete(2)).as("nobody listens").isEmpty();
    fold(new TimerDue("order-1", runId, Ids.userTimer(3), 50_000));
    assertThat(historyTypes()).endsWith("RunEnded");
    var outs = fold(new RetryTasks("retry", "order-1", null, null, null, "client"));
    assertThat(historyTypes()).endsWith("RunRevived", "TaskEnded", "TimerEnded");
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void taskThatIsRetriedWhileItsFailureEndsTheRun() {
    start();
    decide(1, task(1));
    fail(1, 1);
    fold(new RetryTasks("retry", "order-1", null, null, null, "client"));
    decide(2, failBy(1, 2));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    decide(3);
    complete(1, 2);
    assertThat(lastOutcome().status()).isEqualTo(OutcomeStatus.COMPLETED);
  }

  @Test
  void runThatActedOnTheFailureIsNotRevived() {
    start();
    decide(1, task(1));
    fail(1, 1);
    decide(2, task(2), failBy(1, 3));
    var outs = fold(new RetryTasks("retry", "order-1", null, null, null, "client"));
    assertThat(answers(outs, WorkflowUnknown.class).get(0).reason()).contains("start a new run");
  }

  @Test
  void whatCameWhileTheFailureEndedTheRunIsHeardWhenItIsRevived() {
    start();
    decide(1, task(1), task(2), new Command(3, "timer", new StartTimer(50_000, null)));
    fail(1, 1);
    complete(2); // the decision that ends the run is under way
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    var outs = decide(2, failBy(1, 4));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    assertThat(answers(outs, WorkflowUnknown.class)).as("to who signalled").hasSize(1);
    fold(new TimerDue("order-1", runId, Ids.userTimer(3), 50_000));
    retry();
    assertThat(historyTypes()).endsWith("RunEnded", "RunRevived", "TaskEnded", "TimerEnded");
  }

  @Test
  void taskThatIsRetriedAndCompletesWhileItsFailureEndsTheRun() {
    start();
    decide(1, task(1));
    fail(1, 1);
    retry();
    complete(1, 2);
    var outs = decide(2, failBy(1, 2));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(historyTypes()).endsWith("RunEnded", "RunRevived", "TaskEnded");
    assertThat(lastOutcome().status()).isEqualTo(OutcomeStatus.COMPLETED);
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void taskThatIsRetriedAndFailsAgainWhileItsFailureEndsTheRun() {
    start();
    decide(1, task(1));
    fail(1, 1);
    retry();
    fail(1, 2);
    var outs = decide(2, failBy(1, 2));
    assertThat(historyTypes()).endsWith("RunEnded", "RunRevived", "TaskEnded");
    assertThat(((RunRevived) history.get(history.size() - 2).body()).command()).isEqualTo(1);
    assertThat(lastOutcome().status()).isEqualTo(OutcomeStatus.FAILED);
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    decide(3, failBy(1, 2));
    assertThat(status()).isEqualTo(RunStatus.FAILED);
    assertThat(
            dispatched(fold(new RetryTasks("2", "order-1", null, null, null, "")), TaskKind.TASK))
        .hasSize(1);
  }
}
