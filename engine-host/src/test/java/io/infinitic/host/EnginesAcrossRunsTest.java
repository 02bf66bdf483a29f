package io.infinitic.host;

import static io.infinitic.engine.RowKind.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallWorkflow;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaggedRuns;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs, callers and people say to a run, and what runs say to each other. */
class EnginesAcrossRunsTest extends EnginesHarness {

  private List<Outbound> signal(int sequence) {
    return fold(
        new SendSignal(
            "signal-" + sequence, "order-1", "notes", VALUE, "client-1", sequence, "client", null));
  }

  private TimerState timer(String id) {
    return rows.get(runId, io.infinitic.engine.RowKind.TIMER, id);
  }

  @Test
  void signalThatComesTwiceEntersOnce() {
    start();
    decide(1);
    assertThat(answers(signal(1), CallAccepted.class)).hasSize(1);
    decide(2);
    assertThat(answers(signal(1), CallAccepted.class)).as("the same answer").hasSize(1);
    signal(2);
    decide(3);
    signal(1);
    assertThat(historyTypes()).filteredOn("SignalReceived"::equals).hasSize(2);
  }

  @Test
  void senderHearsWhenTheDecisionIsMade() {
    start();
    assertThat(signal(1)).as("a decision is in flight").isEmpty();
    assertThat(signal(1)).as("asked again").isEmpty();
    assertThat(answers(decide(1), CallAccepted.class)).hasSize(1);
    assertThat(historyTypes()).contains("SignalReceived");
  }

  @Test
  void senderHearsThatTheDecisionHasEndedTheRun() {
    start();
    signal(1);
    assertThat(answers(decide(1, end(1)), WorkflowUnknown.class)).hasSize(1);
    assertThat(answers(signal(1), WorkflowUnknown.class)).as("asked again").hasSize(1);
    assertThat(historyTypes()).doesNotContain("SignalReceived");
  }

  @Test
  void senderDoesNotWaitForADecisionThatIsLate() {
    start();
    signal(1);
    long due = timer("a/" + Ids.WORKFLOW_TASK).dueMillis();
    var outs = fold(new TimerDue("order-1", runId, "a/" + Ids.WORKFLOW_TASK, due));
    assertThat(answers(outs, CallAccepted.class)).hasSize(1);
    assertThat(answers(signal(2), CallAccepted.class)).as("nor does the next").hasSize(1);
  }

  @Test
  void childIsStartedUnderAnIdThatFollowsFromTheCommand() {
    start();
    var sent = toEngine(decide(1, child(1, ParentClosePolicy.ABANDON)), "child-1");
    assertThat(sent).hasSize(1);
    StartWorkflow message = (StartWorkflow) sent.get(0);
    assertThat(message.requestId()).isEqualTo(Ids.request(runId, 1));
    assertThat(message.caller()).isEqualTo(new Caller("order-1", runId, 1));
  }

  @Test
  void outcomeOfAChildEntersOnce() {
    start();
    decide(1, child(1, ParentClosePolicy.ABANDON));
    var outcome = new MethodOutcome(OutcomeStatus.COMPLETED, VALUE, null);
    var answer =
        new CommandAnswered(
            "order-1",
            runId,
            1,
            new MethodEnded(Ids.request(runId, 1), "child-1", "run-1", "Flow", outcome));
    assertThat(dispatched(fold(answer), TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(fold(answer)).as("came twice").isEmpty();
    decide(2);
    assertThat(historyTypes()).filteredOn("RemoteEnded"::equals).hasSize(1);
  }

  @Test
  void childIsToldOfItsParentsEnd() {
    start();
    var terminated = decide(1, child(1, ParentClosePolicy.TERMINATE), end(2));
    assertThat(toEngine(terminated, "child-1").get(1))
        .isInstanceOfSatisfying(
            TerminateWorkflow.class,
            m -> assertThat(m.startedBy()).isEqualTo(Ids.request(runId, 1)));
  }

  @Test
  void callOfItselfStaysInTheFold() {
    start();
    var outs =
        decide(
            1,
            new Command(
                1,
                "call",
                new CallWorkflow("Flow", "order-1", null, "other", List.of(), false, null)));
    assertThat(toEngine(outs, "order-1")).isEmpty();
    assertThat(historyTypes()).endsWith("MethodCalled");
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
  }

  @Test
  void nextRunTakesOverCallersSignalsAndCalls() {
    start();
    signal(1);
    var outs =
        decide(
            1,
            new Command(
                1,
                "next",
                new ContinueAsNew(
                    "run",
                    List.of(),
                    List.of(new CarriedSignal("s0", "notes", VALUE)),
                    List.of(),
                    false)));
    assertThat(status()).isEqualTo(RunStatus.CONTINUED_AS_NEW);
    assertThat(answers(outs, CallAccepted.class)).as("the signal was accepted").hasSize(1);
    assertThat(answers(outs, MethodEnded.class)).as("the caller goes on waiting").isEmpty();
    String next = Ids.run("order-1", runId + "/continued");
    assertThat(rows.get(next, RUN, "").chain()).isEqualTo(runId);
    assertThat(historyTypes()).endsWith("WorkflowStarted", "SignalReceived", "SignalReceived");
    var ended =
        fold(
            new io.infinitic.schemas.WorkflowTaskCompleted(
                "order-1",
                next,
                1,
                1,
                0,
                true,
                List.of(
                    new Command(
                        1,
                        "run",
                        new io.infinitic.schemas.CompleteMethod(runId + "/continued", VALUE))),
                "worker",
                0,
                List.of(),
                false,
                0,
                null));
    assertThat(answers(ended, MethodEnded.class)).hasSize(1);
  }

  @Test
  void cancellationIsAskedForOnce() {
    start();
    decide(1);
    for (String request : List.of("c1", "c1", "c2")) {
      var outs = fold(new CancelWorkflow(request, "order-1", null, "why", "client", null));
      assertThat(answers(outs, CallAccepted.class)).hasSize(1);
    }
    assertThat(historyTypes()).filteredOn("CancelRequested"::equals).hasSize(1);
  }

  @Test
  void suspendedRunIsAskedNothing() {
    start();
    decide(1);
    fold(new SuspendWorkflow("s", "order-1", "client"));
    assertThat(dispatched(signal(1), TaskKind.WORKFLOW_TASK)).isEmpty();
    assertThat(status()).isEqualTo(RunStatus.SUSPENDED);
    var outs = fold(new ResumeWorkflow("r", "order-1", "client"));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void decisionInFlightWhenSuspendedTakesEffectAndIsTheLast() {
    start();
    fold(new SuspendWorkflow("s", "order-1", "client"));
    var tasks = decide(1, task(1));
    assertThat(dispatched(tasks, TaskKind.TASK)).hasSize(1);
    assertThat(dispatched(complete(1), TaskKind.WORKFLOW_TASK)).isEmpty();
    assertThat(status()).isEqualTo(RunStatus.SUSPENDED);
  }

  @Test
  void taskThatIsDispatchedWithTheLastDecisionRuns() {
    start();
    var outs = decide(1, task(1), end(2));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(dispatched(outs, TaskKind.TASK)).hasSize(1);
    assertThat(rows.all(runId, io.infinitic.engine.RowKind.TASK)).hasSize(1);
    complete(1);
    assertThat(rows.all(runId, io.infinitic.engine.RowKind.TASK)).as("has its outcome").isEmpty();
    assertThat(historyTypes()).endsWith("RunEnded");
  }

  @Test
  void terminatedRunTakesItsTasksAlong() {
    start();
    decide(1, task(1));
    fold(new TerminateWorkflow("t", "order-1", "by hand", "client", null));
    assertThat(rows.all(runId, io.infinitic.engine.RowKind.TASK)).isEmpty();
  }

  @Test
  void whatOneDecisionHasNotSeenGoesToTheNextRun() {
    start();
    var next =
        new ContinueAsNew(
            "run",
            List.of(),
            List.of(),
            List.of(new MethodCalled("call-1", "other", List.of())),
            true);
    fold(new SuspendWorkflow("s", "order-1", "client"));
    decide(1, new Command(1, "next", next));
    RunState following = rows.get(Ids.run("order-1", runId + "/continued"), RUN, "");
    assertThat(following.cancelRequested()).isTrue();
    assertThat(following.status()).isEqualTo(RunStatus.SUSPENDED);
    assertThat(following.openMethods()).isEqualTo(2);
  }

  @Test
  void stuckRunThatIsRetriedWhileSuspendedDecidesWhenResumed() {
    start();
    for (int attempt = 1; attempt <= 3; attempt++) {
      fold(new WorkflowTaskFailed("order-1", runId, 1, attempt, BOOM, "w", false, ""));
      TimerState retry = timer("a/" + Ids.WORKFLOW_TASK);
      if (retry != null) {
        fold(new TimerDue("order-1", runId, "a/" + Ids.WORKFLOW_TASK, retry.dueMillis()));
      }
    }
    assertThat(status()).isEqualTo(RunStatus.STUCK);
    fold(new SuspendWorkflow("s", "order-1", "client"));
    fold(new RetryWorkflowTask("again", "order-1", "client"));
    var outs = fold(new ResumeWorkflow("r", "order-1", "client"));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void runBeginsWhenItsDelayEnds() {
    fold(start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW).withStartDelayMillis(5_000));
    assertThat(answers(signal(1), CallAccepted.class)).hasSize(1);
    assertThat(history).as("nothing has happened yet").isEmpty();
    now = 7_000;
    var outs =
        fold(new TimerDue("order-1", runId, "start-delay", timer("start-delay").dueMillis()));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(historyTypes()).containsExactly("WorkflowStarted", "SignalReceived");
    assertThat(history.get(0).timeMillis()).isEqualTo(7_000);
  }

  @Test
  void openRunsAreFoundByTheirTags() {
    fold(start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW).withTags(List.of("red")));
    var ask = new ForTag("ask", "Flow", "red", null, "client", "");
    assertThat(answers(fold(ask), TaggedRuns.class).get(0).workflowIds())
        .containsExactly("order-1");
    decide(1, end(1));
    assertThat(answers(fold(ask), TaggedRuns.class).get(0).workflowIds()).isEmpty();
  }
}
