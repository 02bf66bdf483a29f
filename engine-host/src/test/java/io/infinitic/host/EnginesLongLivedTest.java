package io.infinitic.host;

import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.REQUEST;
import static io.infinitic.engine.RowKind.SENDER;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.WAITER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.RowKind;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.HandledRequest;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.Waiter;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.transport.TaskId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One run that goes on for ever: the number of its rows does not grow with what it has done. */
class EnginesLongLivedTest extends EnginesHarness {

  private static final int MOST_ROWS = 12_000; // of one kind
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private int decided;
  private int commands;

  @BeforeEach
  void startRun() {
    start();
    decideNext();
  }

  private void decideNext(Command... made) {
    decide(++decided, made);
    commands += made.length;
    sent.clear();
    history.clear();
  }

  private void call(String id) {
    fold(callOf(id));
    decideNext(ended(id));
  }

  private Command ended(String call) {
    return new Command(commands + 1, "call", new CompleteMethod(call, VALUE));
  }

  /** The number of a task that was dispatched. */
  private int dispatchTask(String call) {
    fold(callOf(call));
    decideNext(ended(call), task(commands + 2));
    return commands;
  }

  private static CallMethod callOf(String id) {
    return new CallMethod(id, "order-1", null, "call", List.of(), "client", true, true, null, null);
  }

  private int count(String owner, RowKind<?> kind) {
    return rows.count(owner, kind);
  }

  private int allRows() {
    int count = 0;
    for (RowKind<?> kind : RowKind.ALL) {
      count += rows.count(runId, kind) + rows.count("order-1", kind);
    }
    return count;
  }

  @Test
  void callsLeaveABoundedNumberOfRows() {
    for (int i = 0; i < 50_000; i++) {
      call("call-" + i);
    }
    assertThat(count(runId, METHOD)).isLessThan(MOST_ROWS);
    assertThat(count("order-1", REQUEST)).isLessThan(MOST_ROWS);
    assertThat(allRows()).isLessThan(3 * MOST_ROWS);
  }

  @Test
  void oldCallsAreForgottenInTime() {
    for (int i = 0; i < 5_000; i++) { // a thousand a day
      now += HOUR / 40;
      call("call-" + i);
    }
    assertThat(allRows()).isLessThan(3_000);
  }

  @Test
  void repetitionsOfRecentCallsActOnce() {
    for (int i = 0; i < 300; i++) {
      call("call-" + i);
    }
    var again = fold(callOf("call-0"));
    assertThat(answers(again, MethodEnded.class)).hasSize(1);
    assertThat(historyTypes()).doesNotContain("MethodCalled");
  }

  @Test
  void repetitionsKeepTheirMarkAlive() {
    call("asked-for-hours");
    for (int i = 0; i < 4_000; i++) {
      now += 1_000;
      call("call-" + i);
      if (i % 50 == 0) { // its answers are lost
        fold(callOf("asked-for-hours"));
        assertThat(historyTypes()).doesNotContain("MethodCalled");
      }
    }
    var again = fold(callOf("asked-for-hours"));
    assertThat(answers(again, CallAccepted.class)).hasSize(1);
    assertThat(answers(again, WorkflowUnknown.class).get(0).reason()).contains("not kept");
  }

  @Test
  void sendersLeaveABoundedNumberOfRows() {
    for (int i = 0; i < 20_000; i++) {
      signal("client-" + i, 1, "s" + i);
    }
    assertThat(count("order-1", SENDER)).isLessThan(MOST_ROWS);
    for (int i = 0; i < 20_000; i++) { // one by one, for years
      now += HOUR;
      signal("process-" + i, 1, "p" + i);
    }
    assertThat(count("order-1", SENDER)).isLessThan(1_100);
    assertThat(allRows()).isLessThan(3_000);
  }

  private void signal(String sender, long number, String id) {
    fold(new SendSignal(id, "order-1", "notes", VALUE, sender, number, "client", null));
    decideNext();
  }

  @Test
  void failedTasksLeaveABoundedNumberOfRows() {
    for (int i = 0; i < 6_000; i++) {
      int number = dispatchTask("call-" + i);
      fail(number, 1);
      decideNext();
      if (i % 3 == 0) {
        fold(retry("retry-" + i, number));
        fold(new TaskCompleted("order-1", runId, number, 2, VALUE, "w"));
        decideNext();
      }
    }
    assertThat(count(runId, TASK)).isLessThan(3_000);
    assertThat(allRows()).isLessThan(4 * MOST_ROWS + 6_000);
    var described = fold(new DescribeWorkflow("d", "order-1", "client", null));
    RunDescription run = answers(described, RunDescription.class).get(0);
    assertThat(run.incidents()).hasSize(count(runId, TASK));
    assertThat(run.run().incidents()).isEqualTo(run.incidents().size());

    fold(retry("last", commands));
    fold(new TaskCompleted("order-1", runId, commands, 2, VALUE, "w"));
    assertThat(historyTypes()).as("a recent one").contains("TaskEnded");
    history.clear();
    fold(retry("first", 4));
    assertThat(historyTypes()).as("one of long ago").isEmpty();
  }

  private RetryTasks retry(String requestId, int command) {
    String taskId = TaskId.of("order-1", runId, command).toString();
    return new RetryTasks(requestId, "order-1", taskId, OutcomeStatus.FAILED, null, "client");
  }

  @Test
  void reportsOfDelegatedTasksLeaveABoundedNumberOfRows() {
    for (int i = 0; i < 5_000; i++) {
      now += 1_000;
      int number = dispatchTask("call-" + i);
      fold(new TaskDelegated("order-1", runId, number, 1, "w", null, null, 0));
      String taskId = TaskId.of("order-1", runId, number).toString();
      fold(new TaskReport("report-" + i, taskId, "svc", "client", new ReportCompleted(VALUE)));
      decideNext();
    }
    assertThat(count(runId, REQUEST)).isLessThan(1_100);
    assertThat(allRows()).isLessThan(4_000);
  }

  @Test
  void waitersThatAreGoneEnd() {
    for (int i = 0; i < 20_000; i++) {
      now += HOUR / 10;
      fold(new AwaitMethod("wait-" + i, "order-1", null, null, "client-" + i));
      if (i % 5 == 0) {
        fold(new AwaitMethod("alive", "order-1", null, null, "client"));
      }
    }
    assertThat(count(runId, WAITER)).isLessThan(200);
    assertThat(allRows()).isLessThan(300);
    var ended = fold(new TerminateWorkflow("t", "order-1", "enough", "client", null));
    var told = answers(ended, MethodEnded.class);
    assertThat(told).extracting(MethodEnded::requestId).contains("alive");
    assertThat(told).as("all others but the latest are gone").hasSizeLessThan(200);
  }

  @Test
  void rowsOfEarlierVersionsArePrunedToo() {
    for (int i = 0; i < 5_000; i++) {
      String id = "old-" + i;
      MethodOutcome outcome = new MethodOutcome(OutcomeStatus.COMPLETED, VALUE, null);
      rows.put(runId, METHOD, id, new MethodState(id, "call", outcome));
      rows.put("order-1", REQUEST, id, new HandledRequest(id, runId, 0));
      rows.put(runId, WAITER, id, new Waiter(id, "start", "gone", null, 0));
    }
    assertThat(answers(fold(callOf("old-4999")), MethodEnded.class)).as("readable").hasSize(1);
    for (int i = 0; i < 1_200; i++) {
      now += HOUR;
      call("call-" + i);
      fold(new AwaitMethod("wait-" + i, "order-1", null, null, "client"));
    }
    assertThat(allRows()).isLessThan(5_000);
    assertThat(rows.get(runId, METHOD, "start")).as("the main method").isNotNull();
  }

  @Test
  void theMainMethodsOutcomeStays() {
    for (int i = 0; i < 2_000; i++) {
      now += HOUR;
      call("call-" + i);
    }
    fold(callOf("last"));
    decideNext(ended("last"), end(commands + 2));
    var asked = fold(new AwaitMethod("q", "order-1", runId, null, "client"));
    assertThat(answers(asked, MethodEnded.class)).hasSize(1);
    assertThat(Ids.run("order-1", "start")).isEqualTo(runId);
  }
}
