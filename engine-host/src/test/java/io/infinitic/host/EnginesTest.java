package io.infinitic.host;

import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both engines as one function: given a state and a message, expect the state and what is sent. */
class EnginesTest extends EnginesHarness {

  @Test
  void concurrentCompletionsAreOneStreamOfDecisions() {
    start();
    var tasks = dispatched(decide(1, task(1), task(2), task(3)), TaskKind.TASK);
    assertThat(tasks).extracting(TaskState::number).containsExactly(1, 2, 3);

    var first = dispatched(complete(2), TaskKind.WORKFLOW_TASK);
    assertThat(first).hasSize(1);
    assertThat(complete(3)).as("buffered while WorkflowTask 2 is in flight").isEmpty();
    assertThat(complete(1)).as("buffered while WorkflowTask 2 is in flight").isEmpty();

    var second = dispatched(decide(2), TaskKind.WORKFLOW_TASK);
    assertThat(second).hasSize(1);
    assertThat(second.get(0).number()).isEqualTo(3);
    List<Integer> order = new ArrayList<>();
    history.forEach(
        event -> {
          if (event.body() instanceof TaskEnded ended) {
            order.add(ended.command());
          }
        });
    assertThat(order).as("in arrival order").containsExactly(2, 3, 1);
    assertThat(second.get(0).fromEvent()).isEqualTo(first.get(0).throughEvent() + 1);

    assertThat(decide(2)).as("a decision that comes twice").isEmpty();
    var ended = decide(3, end(4));
    assertThat(answers(ended, MethodEnded.class)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(history).extracting(HistoryEvent::id).doesNotHaveDuplicates();
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).id()).isEqualTo(i + 1);
    }
  }

  @Test
  void nothingNewMeansNoWorkflowTask() {
    start();
    assertThat(dispatched(decide(1, task(1)), TaskKind.WORKFLOW_TASK)).isEmpty();
    assertThat(historyTypes()).containsExactly("WorkflowStarted", "WorkflowTaskDone", "Command");
  }

  @Test
  void everyMessageTwiceChangesNothing() {
    start();
    List<String> once = List.copyOf(historyTypes());
    assertThat(start()).as("the same request").isEmpty();
    assertThat(historyTypes()).isEqualTo(once);
    decide(1, task(1));
    decide(1, task(1));
    complete(1);
    complete(1);
    decide(2, end(2));
    var late = decide(2, end(2));
    assertThat(late).isEmpty();
    assertThat(complete(1)).isEmpty();
    assertThat(historyTypes())
        .containsExactly(
            "WorkflowStarted",
            "WorkflowTaskDone",
            "Command",
            "TaskEnded",
            "WorkflowTaskDone",
            "Command",
            "RunEnded");
    assertThat(answers(start(), MethodEnded.class)).as("the same answer again").hasSize(1);
  }

  @Test
  void lateMessageNeverCreatesState() {
    complete(1);
    decide(1, task(1));
    fold(new TimerDue("order-1", runId, "u/1", 5));
    assertThat(rows.toMap()).isEmpty();
    assertThat(
            answers(
                fold(new AwaitMethod("q", "order-1", null, null, "client")), WorkflowUnknown.class))
        .hasSize(1);
  }

  @Test
  void codeThatCannotDecideMakesTheRunStuckAndLosesNothing() {
    start();
    decide(1, task(1), task(2));
    complete(1);
    Failure bug = new Failure("Bug", "oops", "", null, null);
    for (int attempt = 1; attempt <= 3; attempt++) {
      fold(new WorkflowTaskFailed("order-1", runId, 2, attempt, bug, "worker", false, ""));
      fireTimers();
    }
    assertThat(status()).isEqualTo(RunStatus.STUCK);
    assertThat(rows.get(runId, RUN, "").incident().message()).contains("Bug: oops", "order-1");
    assertThat(complete(2)).as("kept, not decided on").isEmpty();

    var again = fold(new RetryWorkflowTask("retry", "order-1", "client"));
    assertThat(dispatched(again, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(decide(2, 3, end(3))).as("the failed WorkflowTask's late result").isEmpty();
    var next = decide(3);
    assertThat(dispatched(next, TaskKind.WORKFLOW_TASK)).as("what was kept").hasSize(1);
    decide(4, end(3));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }

  private void fireTimers() {
    rows.all(runId, TIMER)
        .forEach(
            (id, timer) -> {
              now = Math.max(now, timer.dueMillis());
              fold(new TimerDue("order-1", runId, id, timer.dueMillis()));
            });
  }

  @Test
  void conflictAndReuse() {
    start();
    var rejected = fold(start("b", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
    assertThat(answers(rejected, CallRejected.class).get(0).runId()).isEqualTo(runId);
    assertThat(fold(start("c", ConflictPolicy.USE_EXISTING, ReusePolicy.ALLOW))).isEmpty();
    var ended = decide(1, end(1));
    assertThat(answers(ended, MethodEnded.class))
        .extracting(MethodEnded::requestId)
        .containsExactlyInAnyOrder("start", "c");
    assertThat(
            answers(
                fold(start("d", ConflictPolicy.REJECT, ReusePolicy.ALLOW_IF_FAILED)),
                CallRejected.class))
        .hasSize(1);
    assertThat(
            answers(
                fold(start("e", ConflictPolicy.REJECT, ReusePolicy.USE_EXISTING)),
                MethodEnded.class))
        .hasSize(1);
    var anew = fold(start("f", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
    assertThat(dispatched(anew, TaskKind.WORKFLOW_TASK)).hasSize(1);
    var replaced = fold(start("g", ConflictPolicy.TERMINATE_EXISTING, ReusePolicy.ALLOW));
    assertThat(answers(replaced, MethodEnded.class))
        .extracting(m -> m.outcome().status())
        .containsExactly(OutcomeStatus.TERMINATED);
    assertThat(dispatched(replaced, TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void timersFireOnceAndCanBeCancelled() {
    start();
    decide(
        1,
        new Command(1, "timer", new StartTimer(5_000, null)),
        new Command(2, "timer", new StartTimer(6_000, null)));
    assertThat(rows.all(runId, TIMER)).hasSize(2);
    assertThat(
            dispatched(
                fold(new TimerDue("order-1", runId, Ids.userTimer(1), 5_000)),
                TaskKind.WORKFLOW_TASK))
        .hasSize(1);
    assertThat(fold(new TimerDue("order-1", runId, Ids.userTimer(1), 5_000))).isEmpty();
    var cancelled = decide(2, new Command(3, "cancel timer", new CancelCommand(2)));
    assertThat(dispatched(cancelled, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(fold(new TimerDue("order-1", runId, Ids.userTimer(2), 6_000))).isEmpty();
    assertThat(historyTypes().stream().filter("TimerEnded"::equals)).hasSize(2);
  }

  @Test
  void terminatedRunLeavesNothingThatGoesOn() {
    start();
    decide(1, task(1), new Command(2, "timer", new StartTimer(5_000, null)));
    var ended = fold(new TerminateWorkflow("t", "order-1", "by hand", "client", null));
    assertThat(answers(ended, MethodEnded.class)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.TERMINATED);
    assertThat(rows.all(runId, TASK)).isEmpty();
    assertThat(rows.all(runId, TIMER)).as("but its retention").hasSize(1);
    assertThat(complete(1)).isEmpty();

    TimerState retention = rows.get(runId, TIMER, "retention");
    assertThat(retention.dueMillis() - now)
        .isCloseTo(RETENTION.toMillis(), org.assertj.core.data.Offset.offset(10L));
    fireTimers();
    assertThat(rows.toMap()).as("forgotten").isEmpty();
  }

  @Test
  void resultInPartsTakesEffectWithItsLast() {
    start();
    fold(
        new WorkflowTaskCompleted(
            "order-1", runId, 1, 1, 0, false, List.of(task(1)), "w", 0, List.of(), false, 0, null));
    assertThat(historyTypes()).containsExactly("WorkflowStarted");
    fold(
        new WorkflowTaskCompleted(
            "order-1", runId, 1, 1, 1, false, List.of(task(2)), "w", 0, List.of(), false, 0, null));
    fold(
        new WorkflowTaskCompleted(
            "order-1", runId, 1, 1, 1, false, List.of(task(2)), "w", 0, List.of(), false, 0, null));
    var last =
        fold(
            new WorkflowTaskCompleted(
                "order-1",
                runId,
                1,
                1,
                2,
                true,
                List.of(task(3)),
                "w",
                0,
                List.of(),
                false,
                0,
                null));
    assertThat(dispatched(last, TaskKind.TASK))
        .extracting(TaskState::number)
        .containsExactly(1, 2, 3);
    assertThat(rows.all(runId, io.infinitic.engine.RowKind.PARTIAL)).isEmpty();
  }

  @Test
  void lastPartWithoutTheOthersWaitsForTheNextAttempt() {
    start();
    var last =
        fold(
            new WorkflowTaskCompleted(
                "order-1",
                runId,
                1,
                1,
                1,
                true,
                List.of(task(2)),
                "w",
                0,
                List.of(),
                false,
                0,
                null));
    assertThat(last).isEmpty();
    fireTimers();
    assertThat(dispatched(sent, TaskKind.WORKFLOW_TASK))
        .extracting(TaskState::attempt)
        .containsExactly(1, 2);
    var whole = decide(1, 2, task(1), task(2));
    assertThat(dispatched(whole, TaskKind.TASK)).hasSize(2);
  }
}
