package io.infinitic.host;

import static io.infinitic.engine.RowKind.POINTER;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.SENDER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SenderMark;
import io.infinitic.schemas.SetStatus;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaggedRuns;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Messages that come again, late, or in another order than they were sent. */
class EnginesRepetitionsTest extends EnginesHarness {

  private int decided;

  private void decideNext() {
    decide(++decided);
  }

  // ---- signals

  private SendSignal signal(String sender, long number) {
    return new SendSignal(
        sender + number, "order-1", "notes", VALUE, sender, number, "client", null);
  }

  private SendSignal signalOfRun(int number) {
    return signal("run-9", number)
        .withReplyTo("")
        .withCaller(new Caller("caller", "run-9", number));
  }

  private List<String> received() {
    return history.stream()
        .map(event -> event.body())
        .filter(SignalReceived.class::isInstance)
        .map(body -> ((SignalReceived) body).signalId())
        .toList();
  }

  @Test
  void signalThatComesAfterALaterOneIsTaken() {
    start();
    decideNext();
    fold(signalOfRun(9));
    decideNext();
    var late = fold(signalOfRun(7));
    assertThat(received()).containsExactly("run-99", "run-97");
    assertThat(answersToRuns(late)).hasOnlyElementsOfType(CallAccepted.class).hasSize(1);
    decideNext();
    for (int number : List.of(7, 9)) {
      var again = fold(signalOfRun(number));
      assertThat(answersToRuns(again)).hasOnlyElementsOfType(CallAccepted.class).hasSize(1);
    }
    assertThat(received()).as("each once").hasSize(2);
  }

  private static List<Object> answersToRuns(List<Outbound> outs) {
    return outs.stream()
        .filter(Outbound.ToEngine.class::isInstance)
        .map(out -> ((Outbound.ToEngine) out).message().body())
        .filter(CommandAnswered.class::isInstance)
        .map(body -> ((CommandAnswered) body).answer())
        .toList();
  }

  @Test
  void anyOrderOfSignalsWithRepetitionsTakesEachOnce() {
    start();
    decideNext();
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      numbers.add(1 + i * 37 % 100 * 2); // all odd ones, mixed
    }
    for (int round = 0; round < 3; round++) {
      for (int number : numbers) {
        assertThat(answersToRuns(fold(signalOfRun(number))))
            .hasOnlyElementsOfType(CallAccepted.class)
            .hasSize(1);
        decideNext();
      }
    }
    assertThat(received()).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void signalThatNobodyCanTellFromARepetitionIsNotCalledAccepted() {
    start();
    decideNext();
    for (int i = 1; i <= 300; i++) {
      fold(signalOfRun(10 * i));
      decideNext();
    }
    var late = fold(signalOfRun(1));
    assertThat(answersToRuns(late)).hasOnlyElementsOfType(WorkflowUnknown.class).hasSize(1);
    assertThat(received()).hasSize(300);
  }

  @Test
  void refusedSignalStaysRefusedWhateverComesAfterIt() {
    start();
    fold(signal("client", 1)); // waits for the decision
    assertThat(answers(decide(1, end(1)), WorkflowUnknown.class)).hasSize(1);
    fold(start("again", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
    assertThat(answers(fold(signal("client", 3)), CallAccepted.class)).isEmpty();
    assertThat(answers(fold(signal("client", 1)), WorkflowUnknown.class)).hasSize(1);
    assertThat(answers(fold(signal("client", 1)), CallAccepted.class)).isEmpty();
  }

  @Test
  void signalToAnEndedRunStaysRefusedWhenAnotherHasStarted() {
    start();
    decide(1, end(1));
    assertThat(answers(fold(signal("client", 1)), WorkflowUnknown.class)).hasSize(1);
    fold(start("again", ConflictPolicy.REJECT, ReusePolicy.ALLOW));
    assertThat(answers(fold(signal("client", 1)), WorkflowUnknown.class)).hasSize(1);
    assertThat(received()).isEmpty();
  }

  @Test
  void marksOfEarlierVersionsAreReadable() {
    start();
    decideNext();
    rows.put("order-1", SENDER, "all", new SenderMark(5, runId, 0, List.of(), List.of(), 0));
    rows.put("order-1", SENDER, "some", new SenderMark(5, runId, 4, List.of(), List.of(), 0));
    assertThat(answers(fold(signal("all", 5)), CallAccepted.class)).hasSize(1);
    assertThat(answers(fold(signal("some", 3)), CallAccepted.class)).hasSize(1);
    assertThat(answers(fold(signal("some", 5)), WorkflowUnknown.class)).hasSize(1);
    assertThat(received()).isEmpty();
    fold(signal("some", 6));
    assertThat(received()).containsExactly("some6");
  }

  // ---- requests by tag

  private String startTagged(String workflowId, String requestId) {
    fold(tagged(workflowId, requestId));
    return Ids.run(workflowId, requestId);
  }

  private static StartWorkflow tagged(String workflowId, String requestId) {
    return start(requestId, ConflictPolicy.REJECT, ReusePolicy.ALLOW)
        .withWorkflowId(workflowId)
        .withTags(List.of("red"));
  }

  private RunStatus statusOf(String runId) {
    return rows.get(runId, RUN, "").status();
  }

  private static ForTag terminateAll(String requestId) {
    return new ForTag(
        requestId,
        "Flow",
        "red",
        new TerminateWorkflow("", "", "stop all", "", null),
        "client",
        "");
  }

  /** With what the request sends to itself. */
  private List<Outbound> foldAll(SpecificRecord message) {
    List<Outbound> all = new ArrayList<>();
    List<SpecificRecord> next = new ArrayList<>(List.of(message));
    while (!next.isEmpty()) {
      for (Outbound out : fold(next.remove(0))) {
        all.add(out);
        if (out instanceof Outbound.ToEngine to && to.message().body() instanceof ForTag more) {
          next.add(more);
        }
      }
    }
    return all;
  }

  @Test
  void repetitionByTagActsOnNoneThatWasStartedSince() {
    String first = startTagged("a", "start-a");
    fold(terminateAll("all"));
    assertThat(statusOf(first)).isEqualTo(RunStatus.TERMINATED);
    now--; // in the same millisecond
    String second = startTagged("a", "start-a2");
    String third = startTagged("b", "start-b");
    var again = fold(terminateAll("all"));
    assertThat(answers(again, TaggedRuns.class)).hasSize(1);
    assertThat(List.of(statusOf(second), statusOf(third))).containsOnly(RunStatus.RUNNING);
    fold(terminateAll("another"));
    assertThat(List.of(statusOf(second), statusOf(third))).containsOnly(RunStatus.TERMINATED);
  }

  @Test
  void manyRunsWithATagAreReachedBySlices() {
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      runs.add(startTagged("w-" + i, "start-" + i));
    }
    fold(end("w-7", runs.get(7))); // ended ones have no tag
    sent.clear();
    var ask = new ForTag("ask", "Flow", "red", null, "client", "");
    assertThat(answers(fold(ask), TaggedRuns.class).get(0).workflowIds())
        .hasSize(1_999)
        .doesNotContain("w-7");

    var first = fold(terminateAll("all"));
    assertThat(answers(first, TaggedRuns.class)).as("goes on").isEmpty();
    assertThat(runs.stream().filter(run -> statusOf(run) == RunStatus.TERMINATED).count())
        .isLessThanOrEqualTo(100);
    String late = startTagged("late", "start-late");
    ForTag next = (ForTag) ((Outbound.ToEngine) last(first)).message().body();
    assertThat(fold(terminateAll("all"))).as("asked again meanwhile").isEmpty();
    var rest = foldAll(next);
    assertThat(answers(rest, TaggedRuns.class)).hasSize(1);
    assertThat(fold(next)).as("came twice").isEmpty();
    runs.remove(7);
    assertThat(runs).allMatch(run -> statusOf(run) == RunStatus.TERMINATED);
    assertThat(statusOf(late)).isEqualTo(RunStatus.RUNNING);
    assertThat(answers(fold(ask), TaggedRuns.class).get(0).workflowIds()).containsExactly("late");
  }

  private static Outbound last(List<Outbound> outs) {
    return outs.get(outs.size() - 1);
  }

  private static WorkflowTaskCompleted end(String workflowId, String runId) {
    return decision(workflowId, runId, new Command(1, "run", new CompleteMethod("start-7", VALUE)));
  }

  private static WorkflowTaskCompleted decision(String workflowId, String runId, Command command) {
    return new WorkflowTaskCompleted(
        workflowId, runId, 1, 1, 0, true, List.of(command), "worker", 0, List.of(), false, 0, null);
  }

  @Test
  void runThatContinuesAsNewMeanwhileIsReachedToo() {
    for (int i = 100; i < 250; i++) {
      startTagged("w-" + i, "start-" + i);
    }
    var first = fold(terminateAll("all"));
    var next = new ContinueAsNew("run", List.of(), List.of(), List.of(), false);
    String continuing = Ids.run("w-249", "start-249");
    fold(decision("w-249", continuing, new Command(1, "next", next)));
    RunState following = latest("w-249");
    assertThat(following.runId()).isNotEqualTo(continuing);
    foldAll((ForTag) ((Outbound.ToEngine) last(first)).message().body());
    assertThat(statusOf(following.runId())).isEqualTo(RunStatus.TERMINATED);
  }

  private RunState latest(String workflowId) {
    String id = rows.get(workflowId, POINTER, "").runId();
    return rows.get(id, RUN, "");
  }

  @Test
  void signalsByTagLeaveNoSenders() {
    startTagged("a", "start-a");
    SendSignal note = new SendSignal("", "", "notes", VALUE, "", 0, "", null);
    for (int i = 0; i < 10; i++) {
      fold(new ForTag("note-" + i, "Flow", "red", note, "client", ""));
      fold(new ForTag("note-" + i, "Flow", "red", note, "client", ""));
    }
    fold(decision("a", Ids.run("a", "start-a"), new Command(1, "s", new SetStatus("x"))));
    assertThat(received()).hasSize(10);
    assertThat(rows.count("a", SENDER)).isZero();
  }

  @Test
  void tagsThatAreAskedForOnceLeaveABoundedNumberOfRows() {
    for (int i = 0; i < 200; i++) {
      fold(terminateAll("request-" + i).withTag("order-" + i));
    }
    int few = rows.toMap().size();
    for (int i = 200; i < 20_000; i++) {
      now += 10_000;
      fold(terminateAll("request-" + i).withTag("order-" + i));
    }
    assertThat(few).isLessThan(250);
    assertThat(rows.toMap().size()).isLessThan(12_000);
  }

  @Test
  void firstRunOfAChainIsForgottenAndTheChainGoesOn() {
    start();
    fold(
        decision(
            "order-1",
            runId,
            new Command(
                1, "next", new ContinueAsNew("run", List.of(), List.of(), List.of(), false))));
    String next = latest("order-1").runId();
    assertThat(next).isNotEqualTo(runId);
    rows.forgetRun(runId);
    assertThat(
            answers(
                fold(new AwaitMethod("await", "order-1", runId, null, "client")),
                WorkflowUnknown.class))
        .isEmpty();
    fold(new CancelWorkflow("cancel", "order-1", "start", "closed", "", null));
    assertThat(latest("order-1").cancelRequested()).isTrue();
  }
}
