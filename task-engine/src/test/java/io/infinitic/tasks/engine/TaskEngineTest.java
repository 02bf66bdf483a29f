package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.memory.MapRows;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Given what happens to a task, expect its outcome, its dispatches and what is left of it. */
class TaskEngineTest {

  private static final String RUN = "run";
  private static final int NUMBER = 7;
  private static final Failure BOOM = new Failure("Boom", "boom", "", null, null);
  private static final Payload RESULT = new Payload(ByteBuffer.wrap(new byte[] {1}), "json", null);

  /** A task's life, told step by step. */
  private static final class Life {
    final TaskEngine engine = new TaskEngine();
    final MapRows rows = new MapRows();
    final List<Outbound> sent = new ArrayList<>();
    final List<TaskOutcome> outcomes = new ArrayList<>();
    long now = 1_000_000;

    Fold fold() {
      return new Fold(rows, now, sent::add);
    }

    void schedule(TaskSettings settings) {
      engine.schedule(fold(), task(TaskKind.TASK, settings));
    }

    void completes(int attempt) {
      keep(engine.completed(fold(), new TaskCompleted("id", RUN, NUMBER, attempt, RESULT, "w")));
    }

    void fails(int attempt, boolean retryable) {
      keep(
          engine.failed(
              fold(),
              new TaskFailed(
                  "id", RUN, NUMBER, attempt, BOOM, false, retryable, -1, null, "w", null, null)));
    }

    /** Lets time pass and the timers that are due fire, as the host would. */
    void passes(long millis) {
      long until = now + millis;
      for (var due = earliest(until); due.isPresent(); due = earliest(until)) {
        TimerState timer = due.get().getValue();
        now = timer.dueMillis();
        rows.remove(RUN, TIMER, due.get().getKey());
        keep(engine.timer(fold(), RUN, due.get().getKey(), timer));
      }
      now = until;
    }

    private Optional<Map.Entry<String, TimerState>> earliest(long until) {
      return rows.all(RUN, TIMER).entrySet().stream()
          .filter(timer -> timer.getValue().dueMillis() <= until)
          .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.dueMillis(), b.dueMillis())));
    }

    void cancels() {
      keep(engine.cancel(fold(), RUN, NUMBER));
    }

    private void keep(Optional<TaskOutcome> outcome) {
      outcome.ifPresent(outcomes::add);
    }

    List<Integer> dispatchedAttempts() {
      return sent.stream()
          .filter(Outbound.Dispatch.class::isInstance)
          .map(out -> ((Outbound.Dispatch) out).task().attempt())
          .toList();
    }
  }

  private static TaskState task(TaskKind kind, TaskSettings settings) {
    return new TaskState(
        "task",
        kind,
        "id",
        RUN,
        "flow",
        NUMBER,
        "svc",
        "t",
        List.of(),
        settings,
        TaskPhase.DISPATCHED,
        1,
        0,
        0,
        null,
        0,
        0,
        0,
        0,
        1,
        0);
  }

  private static TaskSettings settings(RetryPolicy retry, long startToClose, long scheduleToClose) {
    return new TaskSettings(retry, startToClose, scheduleToClose, List.of(), Map.of(), 0, 0, 0);
  }

  private static final TaskSettings DEFAULT = settings(null, 0, 0);
  private static final TaskSettings THRICE =
      settings(new RetryPolicy(100, 2, 1_000, 0, 3, 0, List.of()), 0, 0);

  static Stream<Arguments> lives() {
    return Stream.of(
        life("completes", DEFAULT, l -> l.completes(1), "COMPLETED", "[1]"),
        life(
            "completes twice: once",
            DEFAULT,
            l -> {
              l.completes(1);
              l.completes(1);
            },
            "COMPLETED",
            "[1]"),
        life("result of an attempt that never was", DEFAULT, l -> l.completes(2), "", "[1]"),
        life(
            "fails, waits 100 ms, completes",
            THRICE,
            l -> {
              l.fails(1, true);
              l.passes(99);
              l.passes(1);
              l.completes(2);
            },
            "COMPLETED",
            "[1, 2]"),
        life(
            "is not dispatched before its delay",
            THRICE,
            l -> {
              l.fails(1, true);
              l.passes(99);
            },
            "",
            "[1]"),
        life(
            "failure delivered twice is one retry",
            THRICE,
            l -> {
              l.fails(1, true);
              l.fails(1, true);
              l.passes(10_000);
            },
            "",
            "[1, 2]"),
        life(
            "late result of an earlier attempt",
            THRICE,
            l -> {
              l.fails(1, true);
              l.completes(1);
              l.passes(100);
              l.completes(1);
            },
            "",
            "[1, 2]"),
        life(
            "all attempts fail, doubling",
            THRICE,
            l -> {
              l.fails(1, true);
              l.passes(100);
              l.fails(2, true);
              l.passes(199);
              assertThat(l.dispatchedAttempts()).hasSize(2);
              l.passes(1);
              l.fails(3, true);
            },
            "FAILED",
            "[1, 2, 3]"),
        life("failure that no retry helps", THRICE, l -> l.fails(1, false), "FAILED", "[1]"),
        life(
            "exception named by the policy",
            settings(new RetryPolicy(100, 2, 1_000, 0, 0, 0, List.of("Boom")), 0, 0),
            l -> l.fails(1, true),
            "FAILED",
            "[1]"),
        life(
            "attempt takes too long, next one completes",
            settings(new RetryPolicy(100, 2, 1_000, 0, 2, 0, List.of()), 500, 0),
            l -> {
              l.passes(599);
              l.passes(1);
              l.completes(2);
            },
            "COMPLETED",
            "[1, 2]"),
        life(
            "every attempt takes too long",
            settings(new RetryPolicy(100, 2, 1_000, 0, 2, 0, List.of()), 500, 0),
            l -> l.passes(10_000),
            "TIMED_OUT",
            "[1, 2]"),
        life(
            "the task takes too long",
            settings(null, 0, 5_000),
            l -> {
              l.passes(5_000);
              l.completes(1);
            },
            "TIMED_OUT",
            "[1]"),
        life(
            "the task's time ends between attempts",
            settings(null, 0, 1_500),
            l -> {
              l.fails(1, true);
              l.passes(1_000);
              l.fails(2, true);
              l.passes(60_000);
            },
            "TIMED_OUT",
            "[1, 2]"),
        life(
            "no attempt after the maximum duration",
            settings(new RetryPolicy(100, 1, 100, 0, 0, 150, List.of()), 0, 0),
            l -> {
              l.fails(1, true);
              l.passes(100);
              l.fails(2, true);
            },
            "FAILED",
            "[1, 2]"),
        life(
            "cancelled",
            DEFAULT,
            l -> {
              l.cancels();
              l.completes(1);
              l.cancels();
            },
            "CANCELED",
            "[1]"),
        life(
            "cancelled between attempts",
            THRICE,
            l -> {
              l.fails(1, true);
              l.cancels();
              l.passes(60_000);
            },
            "CANCELED",
            "[1]"));
  }

  private static Arguments life(
      String name, TaskSettings settings, Consumer<Life> events, String outcome, String attempts) {
    return arguments(name, settings, events, outcome, attempts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lives")
  void hasOneOutcome(
      String name, TaskSettings settings, Consumer<Life> events, String outcome, String attempts) {
    Life life = new Life();
    life.schedule(settings);
    events.accept(life);

    assertThat(life.outcomes.stream().map(o -> o.status().name()).toList())
        .isEqualTo(outcome.isEmpty() ? List.of() : List.of(outcome));
    assertThat(life.dispatchedAttempts()).hasToString(attempts);
    boolean open = outcome.isEmpty();
    boolean kept = open || outcome.equals("FAILED") || outcome.equals("TIMED_OUT");
    assertThat(life.rows.all(RUN, TASK)).as("open, or a person may retry it").hasSize(kept ? 1 : 0);
    if (!open) {
      assertThat(life.rows.all(RUN, TIMER)).as("nothing of it goes on").isEmpty();
    }
  }

  @Test
  void timedOutTaskTellsItsLastFailure() {
    Life life = new Life();
    life.schedule(settings(null, 0, 1_500));
    life.fails(1, true);
    life.passes(1_000);
    life.fails(2, true);
    life.passes(500);
    assertThat(life.outcomes.get(0).status()).isEqualTo(OutcomeStatus.TIMED_OUT);
    assertThat(life.outcomes.get(0).failure().cause()).isEqualTo(BOOM);
  }

  @Test
  void workflowTaskIsAskedAgainMorePatiently() {
    Life life = new Life();
    life.engine.schedule(life.fold(), task(TaskKind.WORKFLOW_TASK, DEFAULT));
    life.passes(9_999);
    assertThat(life.dispatchedAttempts()).containsExactly(1);
    life.passes(1);
    life.passes(19_999);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2);
    life.passes(1);
    assertThat(life.dispatchedAttempts()).containsExactly(1, 2, 3);
    assertThat(life.outcomes).isEmpty();
    assertThat(life.engine.currentWorkflowTask(life.fold(), RUN, NUMBER, 1)).isEmpty();
    assertThat(life.engine.currentWorkflowTask(life.fold(), RUN, NUMBER, 3)).isPresent();
  }

  @Test
  void jitterIsTheSameInEveryFold() {
    TaskSettings jittery = settings(new RetryPolicy(10_000, 2, 60_000, 0.5, 0, 0, List.of()), 0, 0);
    long[] due = new long[2];
    for (int i = 0; i < 2; i++) {
      Life life = new Life();
      life.schedule(jittery);
      life.fails(1, true);
      due[i] = life.rows.get(RUN, TIMER, "a/" + Ids.numbered(NUMBER)).dueMillis() - life.now;
    }
    assertThat(due[0]).isEqualTo(due[1]).isBetween(5_000L, 15_000L).isNotEqualTo(10_000L);
  }
}
