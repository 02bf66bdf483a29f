package io.infinitic.host;

import static io.infinitic.engine.RowKind.PARTIAL;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TIMER;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.ClaimWorkflowTask;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryStuck;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.schemas.WorkflowTaskFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the attempts of a WorkflowTask come to, in whatever order that is heard of. */
class EnginesWorkflowTasksTest extends EnginesHarness {

  private static final String ATTEMPT = Ids.attemptTimer(Ids.WORKFLOW_TASK);

  /** Lets the limit, or the pause, of the WorkflowTask run out. */
  private List<TaskState> passes() {
    return dispatched(fires(), TaskKind.WORKFLOW_TASK);
  }

  private List<Outbound> fires() {
    TimerState timer = rows.get(runId, TIMER, ATTEMPT);
    now = Math.max(now, timer.dueMillis());
    return fold(new TimerDue("order-1", runId, ATTEMPT, timer.dueMillis()));
  }

  private List<Outbound> fails(int number, int attempt, boolean infrastructure, String build) {
    return fold(
        new WorkflowTaskFailed(
            "order-1", runId, number, attempt, BOOM, "w", infrastructure, build));
  }

  private void getsStuck(String build) {
    start();
    for (int attempt = 1; attempt <= 3; attempt++) {
      fails(1, attempt, false, build);
      if (attempt < 3) {
        passes();
      }
    }
    assertThat(status()).isEqualTo(RunStatus.STUCK);
  }

  private RunDescription describe() {
    return answers(fold(new DescribeWorkflow("d", "order-1", "client", null)), RunDescription.class)
        .get(0);
  }

  private boolean claim(int number) {
    var answer = fold(new ClaimWorkflowTask("order-1", runId, number, "claim", "worker"));
    return answers(answer, TaskClaim.class).get(0).granted();
  }

  @Test
  void resultOfAnyAttemptCounts() {
    start();
    passes();
    passes();
    assertThat(claim(1)).isTrue();
    decide(1, 1, task(1));
    assertThat(historyTypes()).containsExactly("WorkflowStarted", "WorkflowTaskDone", "Command");
    assertThat(claim(1)).isFalse();

    assertThat(decide(1, 3, task(1), task(2))).as("decided before").isEmpty();
    assertThat(history).hasSize(3);
    complete(1);
    decide(2, end(2));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(claim(2)).isFalse();
  }

  @Test
  void whoSignalsWhileTheInfrastructureIsInTroubleWaitsForTheDecision() {
    start();
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    assertThat(answers(fails(1, 1, true, ""), CallAccepted.class)).isEmpty();
    assertThat(answers(signal("paused"), CallAccepted.class)).isEmpty();
    assertThat(answers(fires(), CallAccepted.class)).as("the next attempt").isEmpty();
    assertThat(answers(signal("again"), CallAccepted.class)).isEmpty();
    assertThat(answers(decide(1, 2, end(1)), CallAccepted.class)).as("it came too late").isEmpty();
  }

  @Test
  void whoSignalsDuringTroubleThatLastsNeedNotWait() {
    start();
    signal("s");
    for (int attempt = 1; attempt < 3; attempt++) {
      assertThat(answers(fails(1, attempt, true, ""), CallAccepted.class)).isEmpty();
      passes();
    }
    assertThat(answers(fails(1, 3, true, ""), CallAccepted.class)).hasSize(1);
    assertThat(answers(signal("later"), CallAccepted.class)).hasSize(1);
  }

  @Test
  void whoSignalsWhileNoWorkerAnswersAfterTroubleNeedNotWait() {
    start();
    fails(1, 1, true, "");
    passes(); // the next attempt
    assertThat(answers(signal("s"), CallAccepted.class)).isEmpty();
    assertThat(answers(fires(), CallAccepted.class)).as("it is late").hasSize(1);
    assertThat(answers(signal("later"), CallAccepted.class)).hasSize(1);
  }

  @Test
  void whoSignalsWhileADecisionIsLateNeedNotWait() {
    start();
    signal("s");
    assertThat(answers(fires(), CallAccepted.class)).hasSize(1);
  }

  private List<Outbound> signal(String id) {
    return fold(new SendSignal(id, "order-1", "c", VALUE, "", 0, "client", null));
  }

  @Test
  void whoSignalsWhileTheCodeFailsHearsOfItAtOnce() {
    start();
    fold(new SendSignal("s", "order-1", "c", VALUE, "", 0, "client", null));
    assertThat(answers(fails(1, 1, false, ""), CallAccepted.class)).hasSize(1);
  }

  @Test
  void ofTwoDifferentDecisionsTheFirstCounts() {
    start();
    passes();
    fold(part("b", 2, 0, true, task(1), task(2)));
    assertThat(fold(part("a", 1, 0, true, task(1)))).isEmpty();
    assertThat(history.stream().map(event -> event.body()))
        .filteredOn(WorkflowTaskDone.class::isInstance)
        .singleElement()
        .satisfies(done -> assertThat(((WorkflowTaskDone) done).worker()).isEqualTo("b"));
  }

  private WorkflowTaskCompleted part(
      String decider, int attempt, int part, boolean last, Command... commands) {
    return new WorkflowTaskCompleted(
        "order-1",
        runId,
        1,
        attempt,
        part,
        last,
        List.of(commands),
        decider,
        0,
        List.of(),
        false,
        0,
        null);
  }

  @Test
  void partsOfTwoAttemptsAreNotMixed() {
    start();
    passes();
    fold(part("a", 1, 0, false, task(1)));
    fold(part("b", 2, 0, false, task(1), task(2)));
    fold(part("b", 2, 1, false, task(3)));
    fold(part("a", 1, 1, false, task(2)));
    assertThat(fold(part("b", 2, 3, true, task(5)))).as("one part is missing").isEmpty();
    fold(part("a", 1, 2, true, task(3)));
    assertThat(historyTypes())
        .containsExactly("WorkflowStarted", "WorkflowTaskDone", "Command", "Command", "Command");
    assertThat(rows.all(runId, PARTIAL)).isEmpty();
  }

  @Test
  void resultThatComesWhileTheNextAttemptWaitsCounts() {
    start();
    passes();
    fails(1, 2, false, "old");
    decide(1, 1, end(1));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(rows.get(runId, TIMER, ATTEMPT)).isNull();
  }

  @Test
  void resultThatComesLateEndsBeingStuck() {
    getsStuck("old");
    decide(1, 2, task(1));
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    assertThat(describe().incidents()).isEmpty();
  }

  @Test
  void stuckRunIsTriedAgainByItselfAndStaysTheSameIncident() {
    getsStuck("old");
    Incident first = describe().incidents().get(0);
    assertThat(describe().workflowTask().nextAttemptMillis()).isEqualTo(now + 60_000 - 3);

    assertThat(passes()).extracting(TaskState::failures).containsExactly(3);
    assertThat(status()).as("until it decides").isEqualTo(RunStatus.STUCK);
    fails(1, 4, false, "old");
    Incident again = describe().incidents().get(0);
    assertThat(again.sinceMillis()).isEqualTo(first.sinceMillis());
    assertThat(again.lastMillis()).isGreaterThan(first.lastMillis());
    assertThat(again.count()).isEqualTo(2);

    passes();
    decide(1, 5, end(1));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anotherBuildIsAskedAtOnce() {
    getsStuck("old");
    assertThat(fold(new BuildConnected("Flow", "new", Long.MAX_VALUE, ""))).hasSize(1);
    assertThat(fold(new RetryStuck("order-1", runId, "old"))).isEmpty();
    var outs = fold(new RetryStuck("order-1", runId, "new"));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    decide(1, 4, end(1));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(fold(new RetryStuck("order-1", runId, "newer"))).isEmpty();
  }

  @Test
  void runThatWasStuckBeforeRunsWereTriedByThemselvesIsTried() {
    getsStuck("old");
    rows.remove(runId, io.infinitic.engine.RowKind.TASK, Ids.WORKFLOW_TASK);
    rows.remove(runId, TIMER, ATTEMPT);
    var outs = fold(new RetryStuck("order-1", runId, "new"));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    decide(2, 1, end(1));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void suspendedRunIsNotTried() {
    getsStuck("old");
    fold(new SuspendWorkflow("s", "order-1", "client"));
    assertThat(rows.get(runId, TIMER, ATTEMPT)).isNull();
    assertThat(fold(new RetryStuck("order-1", runId, "new"))).isEmpty();
    var outs = fold(new ResumeWorkflow("r", "order-1", "client"));
    assertThat(dispatched(outs, TaskKind.WORKFLOW_TASK)).hasSize(1);
    assertThat(status()).isEqualTo(RunStatus.STUCK);
    decide(2, 1, end(1));
    assertThat(status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void troubleBesideTheCodeNeverMakesARunStuck() {
    start();
    for (int attempt = 1; attempt <= 20; attempt++) {
      fails(1, attempt, true, "b");
      assertThat(describe().workflowTask().lastFailure()).isEqualTo(BOOM.withStackTrace(""));
      assertThat(describe().workflowTask().nextAttemptMillis()).isGreaterThan(now);
      assertThat(describe().incidents()).hasSize(attempt < 3 ? 0 : 1);
      passes();
    }
    assertThat(status()).isEqualTo(RunStatus.RUNNING);
    Incident incident = describe().incidents().get(0);
    assertThat(incident.type()).isEqualTo(IncidentType.INFRASTRUCTURE);
    assertThat(incident.message()).contains("Flow", "order-1", "Boom: no idea", "tried again");
    decide(1, 21, task(1));
    assertThat(describe().incidents()).isEmpty();
    assertThat(rows.get(runId, RUN, "").incidents()).isZero();
  }

  @Test
  void attemptsThatFailedAreKnownOfTheRunUntilTheTaskEnds() {
    start();
    decide(1, task(1), task(2));
    failAttempt(1, 1);
    assertThat(rows.get(runId, RUN, "").failedAttempts()).isEqualTo(1);
    failAttempt(2, 1);
    assertThat(rows.get(runId, RUN, "").failedAttempts()).isEqualTo(1);
    fold(new TimerDue("order-1", runId, timer(1).id(), timer(1).due()));
    failAttempt(1, 2);
    assertThat(rows.get(runId, RUN, "").failedAttempts()).isEqualTo(2);
    fold(new TimerDue("order-1", runId, timer(1).id(), timer(1).due()));
    fold(new TaskCompleted("order-1", runId, 1, 3, VALUE, "worker"));
    assertThat(rows.get(runId, RUN, "").failedAttempts()).isEqualTo(1);
  }

  private record Due(String id, long due) {}

  private Due timer(int task) {
    String id = Ids.attemptTimer(Ids.numbered(task));
    return new Due(id, rows.get(runId, TIMER, id).dueMillis());
  }

  private void failAttempt(int task, int attempt) {
    fold(
        new TaskFailed(
            "order-1",
            runId,
            task,
            attempt,
            new Failure("x", "y", "", null, null),
            false,
            true,
            -1,
            null,
            "worker",
            null,
            null));
  }
}
