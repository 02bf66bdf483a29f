package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.ATTEMPT;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;
import static io.infinitic.tasks.engine.Life.BOOM;
import static io.infinitic.tasks.engine.Life.NUMBER;
import static io.infinitic.tasks.engine.Life.RUN;
import static io.infinitic.tasks.engine.Life.payload;
import static io.infinitic.tasks.engine.Lives.DEFAULT;
import static io.infinitic.tasks.engine.Lives.THRICE;
import static io.infinitic.tasks.engine.Lives.limits;
import static io.infinitic.tasks.engine.Lives.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.PermitsTaken;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TakePermits;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Given what happens to a task, expect its outcome, its dispatches and what is left of it. */
class TaskEngineTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.infinitic.tasks.engine.Lives#all")
  void hasOneOutcome(
      String name, TaskSettings settings, Consumer<Life> events, String outcome, String attempts) {
    Life life = new Life();
    life.schedule(TaskKind.TASK, settings);
    events.accept(life);

    assertThat(life.outcomes.stream().map(o -> o.status().name()).toList())
        .isEqualTo(outcome.isEmpty() ? List.of() : List.of(outcome));
    assertThat(life.dispatchedAttempts()).hasToString(attempts);
    boolean open = outcome.isEmpty();
    boolean kept = open || outcome.equals("FAILED") || outcome.equals("TIMED_OUT");
    assertThat(life.rows.all(RUN, TASK)).as("open, or a person may retry it").hasSize(kept ? 1 : 0);
    if (!open) {
      assertThat(life.rows.all(RUN, TIMER)).as("nothing of it goes on").isEmpty();
      assertThat(life.rows.all(RUN, ATTEMPT))
          .as("nothing is left of it")
          .hasSizeLessThan(kept ? 2 : 1);
    }
  }

  /** Every line of the table is taken by a life of this test, or of {@link OtherLives}. */
  @Test
  void everyTransitionIsTaken() {
    Set<Lifecycle.Transition> taken = new HashSet<>();
    Lives.all()
        .forEach(
            arguments -> {
              Life life = new Life();
              life.schedule(TaskKind.TASK, (TaskSettings) arguments.get()[1]);
              @SuppressWarnings("unchecked") // as life() makes them
              Consumer<Life> events = (Consumer<Life>) arguments.get()[2];
              events.accept(life);
              taken.addAll(life.taken);
            });
    for (Consumer<Life> other : OtherLives.ALL) {
      Life life = new Life();
      other.accept(life);
      taken.addAll(life.taken);
    }
    assertThat(Lifecycle.TABLE).isNotEmpty().allSatisfy(one -> assertThat(taken).contains(one));
  }

  @Test
  void diagramIsInTheDocs() throws IOException {
    String docs = Files.readString(Path.of("../docs/tasks.md"));
    assertThat(docs).contains("```mermaid\n" + Lifecycle.diagram() + "```");
  }

  @Test
  void timedOutTaskTellsItsLastFailure() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, settings(null, 1_500));
    life.fails(1, true);
    life.passes(1_000);
    life.fails(2, true);
    life.passes(500);
    assertThat(life.outcomes.get(0).status()).isEqualTo(OutcomeStatus.TIMED_OUT);
    assertThat(life.outcomes.get(0).failure().cause()).isEqualTo(BOOM);
    assertThat(life.outcomes.get(0).failure().message()).contains("scheduleToClose of 1500 ms");
  }

  @Test
  void timedOutAttemptTellsItsLimitAndItsLastHeartbeat() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, settings(new RetryPolicy(100, 2, 1_000, 0, 1, 0, List.of()), 0));
    life.starts(1, "w", 0, 200);
    life.passes(100);
    life.beats(1, payload(42));
    life.passes(200);
    var failure = life.outcomes.get(0).failure();
    assertThat(failure.message())
        .contains(
            "heartbeat of 200 ms", "attempt 1 by worker w", "last heartbeat came 200 ms before");
    assertThat(failure.details()).isEqualTo(payload(42));
  }

  @Test
  void nextAttemptHasWhatTheOneBeforeLeft() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, THRICE);
    life.starts(1, "w", 0, 0);
    life.beats(1, payload(1));
    Map<String, ByteBuffer> meta = Map.of("page", ByteBuffer.wrap(new byte[] {7}));
    life.failsWith(1, true, payload(2), meta);
    life.passes(100);
    assertThat(life.row().settings().meta()).isEqualTo(meta);
    assertThat(life.rows.all(RUN, ATTEMPT).values().iterator().next().heartbeat())
        .isEqualTo(payload(2));
    life.beats(2, null);
    assertThat(life.rows.all(RUN, ATTEMPT).values().iterator().next().heartbeat())
        .as("a beat without details")
        .isEqualTo(payload(2));
  }

  @Test
  void taskTriedElsewhereGoesOnWithItsNextAttempt() {
    Life life = new Life();
    life.carriesOn(THRICE, 2, 50, null);
    life.passes(49);
    assertThat(life.dispatchedAttempts()).isEmpty();
    life.passes(1);
    assertThat(life.dispatchedAttempts()).containsExactly(3);
    life.fails(3, true);
    assertThat(life.outcomes).as("three attempts in all").hasSize(1);
  }

  @Test
  void taskTriedElsewhereKeepsThePolicyOfItsWorker() {
    Life life = new Life();
    life.carriesOn(limits(300, 0).withRetry(null), 1, 0, THRICE.retry());
    life.passes(100_000);
    assertThat(life.dispatchedAttempts()).as("three attempts in all").containsExactly(2, 3);
    assertThat(life.outcomes).hasSize(1);
  }

  @Test
  void retriedByHandItGoesOnWhereItWas() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, DEFAULT);
    life.beats(1, payload(7));
    life.fails(1, false);
    life.retries();
    assertThat(life.rows.all(RUN, ATTEMPT).values().iterator().next().heartbeat())
        .isEqualTo(payload(7));
  }

  /** Somebody who still works on an earlier attempt says nothing about this one. */
  @Test
  void signOfLifeFromOutsideDoesNotMeanThatAWorkerHasTheTask() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, limits(300, 0));
    assertThat(life.beatsFromOutside()).isNull();
    assertThat(life.row().phase()).isEqualTo(TaskPhase.DISPATCHED);
    life.passes(300);
    assertThat(life.row().phase()).as("no worker has started it").isEqualTo(TaskPhase.BACKOFF);
  }

  @Test
  void policyMayNameWhatAFailureFromOutsideExtends() {
    Life life = new Life();
    life.schedule(
        TaskKind.TASK, settings(new RetryPolicy(100, 2, 1_000, 0, 0, 0, List.of("Bang")), 0));
    life.delegates(1);
    assertThat(life.failsFromOutside()).isNull();
    assertThat(life.outcomes).hasSize(1);
  }

  @Test
  void twoLiveWorkersOfAnAttemptDoNotKeepItAlive() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, THRICE);
    life.starts(1, "a", 500, 0);
    life.claims(1, "of b");
    life.starts(1, "b", 500, 0);
    for (int i = 0; i < 5; i++) {
      life.passes(99);
      life.starts(1, i % 2 == 0 ? "a" : "b", 500, 0);
    }
    life.passes(5);
    assertThat(life.row().phase()).isEqualTo(TaskPhase.BACKOFF);
  }

  @Test
  void permitsThatAreAskedForTwiceAreTakenOnce() {
    Life life = new Life();
    assertThat(permits(life, "a", "1")).isZero();
    assertThat(permits(life, "a", "1")).as("again").isZero();
    assertThat(permits(life, "b", "2")).as("five at ten a second").isEqualTo(500);
    assertThat(permits(life, "a", "3")).isEqualTo(1_000);
    life.now += 10_000;
    assertThat(permits(life, "a", "4")).as("none are saved up").isZero();
    assertThat(permits(life, "a", "5")).isEqualTo(500);
  }

  private static long permits(Life life, String worker, String requestId) {
    Permits.take(life.fold(), new TakePermits(requestId, "svc", 10, 5, worker));
    return life.lastAnswer(PermitsTaken.class).waitMillis();
  }

  @Test
  void retriedByHandItCountsAnew() {
    Life life = new Life();
    life.schedule(TaskKind.TASK, settings(new RetryPolicy(100, 2, 1_000, 0, 2, 0, List.of()), 0));
    life.fails(1, true);
    life.passes(100);
    life.fails(2, true);
    life.retries();
    life.fails(3, true);
    life.passes(99);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2, 3);
    life.passes(1);
    life.completes(4);
    assertThat(life.outcomes)
        .extracting(outcome -> outcome.status().name())
        .containsExactly("FAILED", "COMPLETED");
    assertThat(life.outcomes.get(1).task().sequence()).isEqualTo(1);
  }

  @Test
  void workflowTaskIsAskedAgainMorePatiently() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    life.passes(9_999);
    assertThat(life.dispatchedAttempts()).containsExactly(1);
    life.passes(1);
    life.passes(19_999);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2);
    life.passes(1);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2, 3);
    assertThat(life.outcomes).isEmpty();
    assertThat(life.engine.undecided(life.fold(), RUN, NUMBER)).isPresent();
    assertThat(life.engine.undecided(life.fold(), RUN, NUMBER + 1)).isEmpty();
  }

  @Test
  void oneFailureCountsForAllAttemptsThatAreOut() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    life.passes(10_000);
    life.cannotDecide(1);
    life.cannotDecide(2);
    life.cannotDecide(1);
    assertThat(life.row().failures()).isEqualTo(1);
    life.passes(1_000);
    life.cannotDecide(2);
    assertThat(life.row().failures()).isEqualTo(1);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2, 3);
    life.cannotDecide(3);
    assertThat(life.row().failures()).isEqualTo(2);
  }

  @Test
  void timeOutsOfWorkflowTasksAreNoFailures() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    life.passes(Duration.ofHours(1).toMillis());
    life.cannotDecide(9);
    assertThat(Tasks.isStuck(life.row())).isFalse();
    life.passes(1_000);
    life.passes(9_999);
    assertThat(life.dispatchedAttempts()).hasSize(10);
    life.passes(1);
    assertThat(life.dispatchedAttempts()).as("patient, but not from before").hasSize(11);
  }

  @Test
  void workflowTaskIsTriedForEverAndEverMoreSlowly() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    long[] minutes = {1, 2, 4, 8, 10, 10};
    for (int i = 0; i < 2 + minutes.length; i++) {
      life.cannotDecide(i + 1);
      long pause = i < 2 ? 1_000L << i : minutes[i - 2] * 60_000;
      life.passes(pause - 1);
      assertThat(life.dispatchedAttempts()).hasSize(i + 1);
      life.passes(1);
      assertThat(life.dispatchedAttempts()).hasSize(i + 2);
      assertThat(Tasks.isStuck(life.row())).isEqualTo(i >= 2);
    }
    assertThat(life.outcomes).isEmpty();
  }

  @Test
  void troubleBesideTheCodeIsNoFailure() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    long[] seconds = {1, 2, 4, 8, 16, 32, 60, 60};
    for (int i = 0; i < seconds.length; i++) {
      life.isHindered(i + 1);
      life.passes(seconds[i] * 1_000 - 1);
      assertThat(life.dispatchedAttempts()).hasSize(i + 1);
      life.passes(1);
      assertThat(life.dispatchedAttempts()).hasSize(i + 2);
    }
    assertThat(life.row().failures()).isZero();
    assertThat(life.row().lastFailure()).isEqualTo(BOOM);
  }

  @Test
  void anotherBuildIsTriedAtOnce() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    for (int attempt = 1; attempt <= 3; attempt++) {
      life.passes(5_000);
      life.engine.tryAgain(life.fold(), RUN, "new");
      life.cannotDecide(attempt);
    }
    assertThat(life.dispatchedAttempts()).hasSize(3);
    life.engine.tryAgain(life.fold(), RUN, "build");
    assertThat(life.dispatchedAttempts()).as("it was that one").hasSize(3);
    life.engine.tryAgain(life.fold(), RUN, "new");
    life.engine.tryAgain(life.fold(), RUN, "new");
    assertThat(life.dispatchedAttempts()).hasSize(4);
  }

  @Test
  void outageOfWorkersLeavesFewRepetitions() {
    Life life = new Life();
    life.schedule(TaskKind.WORKFLOW_TASK, DEFAULT);
    life.passes(Duration.ofHours(1).toMillis());
    assertThat(life.dispatchedAttempts()).hasSize(9);
    life.passes(Duration.ofHours(23).toMillis());
    assertThat(life.dispatchedAttempts()).hasSizeLessThan(9 + 23 + 1);
  }

  @Test
  void jitterIsTheSameInEveryFold() {
    TaskSettings jittery = settings(new RetryPolicy(10_000, 2, 60_000, 0.5, 0, 0, List.of()), 0);
    long[] due = new long[2];
    for (int i = 0; i < 2; i++) {
      Life life = new Life();
      life.schedule(TaskKind.TASK, jittery);
      life.fails(1, true);
      due[i] = life.rows.get(RUN, TIMER, "a/" + Ids.numbered(NUMBER)).dueMillis() - life.now;
    }
    assertThat(due[0]).isEqualTo(due[1]).isBetween(5_000L, 15_000L).isNotEqualTo(10_000L);
  }
}
