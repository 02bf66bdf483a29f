package io.infinitic.tasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Lives of tasks: settings, what happens, the outcome (empty if it is open), its attempts. */
final class Lives {

  static final TaskSettings DEFAULT = settings(null, 0);
  static final TaskSettings THRICE =
      settings(new RetryPolicy(100, 2, 1_000, 0, 3, 0, List.of()), 0);

  static TaskSettings settings(RetryPolicy retry, long scheduleToClose) {
    return new TaskSettings(retry, 0, scheduleToClose, List.of(), Map.of(), 0, 0, 0);
  }

  static TaskSettings limits(long scheduleToStart, long heartbeat) {
    return THRICE.withScheduleToStartMillis(scheduleToStart).withHeartbeatMillis(heartbeat);
  }

  private Lives() {}

  /** All. */
  static Stream<Arguments> all() {
    return Stream.of(simpleLives(), startedLives(), delegatedLives(), troubledLives())
        .flatMap(one -> one);
  }

  /** Lives in which workers tell outcomes only. */
  private static Stream<Arguments> simpleLives() {
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
            settings(new RetryPolicy(100, 2, 1_000, 0, 0, 0, List.of("Boom")), 0),
            l -> l.fails(1, true),
            "FAILED",
            "[1]"),
        life(
            "the task takes too long",
            settings(null, 5_000),
            l -> {
              l.passes(5_000);
              l.completes(1);
            },
            "TIMED_OUT",
            "[1]"),
        life(
            "the task's time ends between attempts",
            settings(null, 1_500),
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
            settings(new RetryPolicy(100, 1, 100, 0, 0, 150, List.of()), 0),
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

  /** Lives in which workers tell that they run the task. */
  private static Stream<Arguments> startedLives() {
    return Stream.of(
        life(
            "its attempt takes too long, the next one completes",
            THRICE,
            l -> {
              l.starts(1, "w", 500, 0);
              l.passes(599);
              assertThat(l.stopped()).containsExactly("reply-w #1");
              l.passes(1);
              l.completes(2);
            },
            "COMPLETED",
            "[1, 2]"),
        life(
            "every attempt takes too long",
            THRICE,
            l -> {
              for (int attempt = 1; attempt <= 3; attempt++) {
                l.starts(attempt, "w", 500, 0);
                l.passes(1_000);
              }
            },
            "TIMED_OUT",
            "[1, 2, 3]"),
        life(
            "the time before its start does not count",
            THRICE,
            l -> {
              l.passes(10_000);
              l.starts(1, "w", 500, 0);
              l.passes(499);
            },
            "",
            "[1]"),
        life(
            "told again by the same worker: the limit goes on",
            THRICE,
            l -> {
              l.starts(1, "w", 500, 0);
              l.passes(400);
              l.starts(1, "w", 500, 0);
              l.passes(200);
            },
            "",
            "[1, 2]"),
        life(
            "taken over by another worker: the limit begins anew",
            THRICE,
            l -> {
              l.starts(1, "w", 500, 0);
              l.passes(400);
              l.claims(1, "of v");
              l.starts(1, "v", 500, 0);
              l.passes(499);
            },
            "",
            "[1]"),
        life(
            "no worker starts it in time",
            limits(300, 0),
            l -> {
              l.passes(299);
              assertThat(l.dispatchedAttempts()).hasSize(1);
              l.passes(101);
            },
            "",
            "[1, 2]"),
        life(
            "a worker starts it in time",
            limits(300, 0),
            l -> {
              l.passes(299);
              l.starts(1, "w", 0, 0);
              l.passes(100_000);
            },
            "",
            "[1]"),
        life(
            "started for an attempt that is over: the worker hears of it",
            THRICE,
            l -> {
              l.fails(1, true);
              l.passes(100);
              l.starts(1, "w", 500, 0);
              assertThat(l.stopped()).containsExactly("reply-w #1");
              l.passes(10_000);
            },
            "",
            "[1, 2]"),
        life(
            "beats keep it alive",
            THRICE,
            l -> {
              l.starts(1, "w", 0, 200);
              for (int i = 0; i < 10; i++) {
                l.passes(199);
                l.beats(1, null);
              }
            },
            "",
            "[1]"),
        life(
            "no beat: the next attempt",
            THRICE,
            l -> {
              l.starts(1, "w", 0, 200);
              l.passes(150);
              l.beats(1, null);
              l.passes(301);
            },
            "",
            "[1, 2]"),
        life(
            "beats though its start was not told",
            THRICE,
            l -> {
              l.beats(1, null);
              l.completes(1);
            },
            "COMPLETED",
            "[1]"),
        life(
            "cancelled: the worker hears of it, and beats are too late",
            THRICE,
            l -> {
              l.starts(1, "w", 0, 200);
              l.cancels();
              l.beats(1, null);
              assertThat(l.stopped()).containsExactly("reply-w #1", "reply-w #1");
            },
            "CANCELED",
            "[1]"),
        life(
            "fails for good",
            THRICE,
            l -> {
              l.starts(1, "w", 500, 0);
              l.fails(1, false);
            },
            "FAILED",
            "[1]"),
        life(
            "the worker's policy holds when the engine gives the attempt up",
            DEFAULT,
            l -> {
              l.starts(1, new RetryPolicy(10, 1, 10, 0, 1, 0, List.of()));
              l.passes(500);
            },
            "TIMED_OUT",
            "[1]"));
  }

  /** Lives in which somebody else than the worker tells the outcome. */
  private static Stream<Arguments> delegatedLives() {
    return Stream.of(
        life(
            "delegated, then completed, once",
            DEFAULT,
            l -> {
              l.delegates(1);
              l.delegates(1);
              assertThat(l.report("r", new ReportCompleted(Life.RESULT))).isNull();
              assertThat(l.report("r", new ReportCompleted(Life.RESULT))).isNull();
              assertThat(l.completesFromOutside()).contains("no such open task");
            },
            "COMPLETED",
            "[1]"),
        life(
            "completed before its worker has returned",
            DEFAULT,
            l -> {
              l.starts(1, "w", 500, 0);
              assertThat(l.completesFromOutside()).isNull();
              l.delegates(1);
            },
            "COMPLETED",
            "[1]"),
        life(
            "completed before its worker has said anything",
            DEFAULT,
            l -> {
              assertThat(l.completesFromOutside()).isNull();
              l.completes(1);
            },
            "COMPLETED",
            "[1]"),
        life(
            "completed while the next attempt waits",
            THRICE,
            l -> {
              l.fails(1, true);
              assertThat(l.beatsFromOutside()).contains("no attempt is under way");
              assertThat(l.failsFromOutside()).contains("no attempt is under way");
              assertThat(l.completesFromOutside()).isNull();
              l.passes(10_000);
            },
            "COMPLETED",
            "[1]"),
        life(
            "a worker cannot complete what it has delegated",
            DEFAULT,
            l -> {
              l.delegates(1);
              l.completes(1);
              assertThat(l.claims(1, "c")).isFalse();
            },
            "",
            "[1]"),
        life(
            "the limit goes on after the worker has returned",
            THRICE,
            l -> {
              l.starts(1, "w", 2_500, 0); // with the time to end by itself, and some
              l.passes(200);
              l.delegates(1, 500);
              l.passes(300);
              assertThat(l.stopped()).isEmpty();
              l.passes(100);
            },
            "",
            "[1, 2]"),
        life(
            "beats from outside keep it alive",
            THRICE,
            l -> {
              l.starts(1, "w", 0, 200);
              l.delegates(1);
              for (int i = 0; i < 5; i++) {
                l.passes(199);
                assertThat(l.beatsFromOutside()).isNull();
              }
            },
            "",
            "[1]"),
        life(
            "failed from outside: retried by the policy, then for good",
            settings(new RetryPolicy(100, 2, 1_000, 0, 2, 0, List.of()), 0),
            l -> {
              l.delegates(1);
              assertThat(l.failsFromOutside()).isNull();
              l.passes(100);
              l.delegates(2);
              assertThat(l.failsFromOutside()).isNull();
              assertThat(l.completesFromOutside()).contains("its outcome is known: FAILED");
            },
            "FAILED",
            "[1, 2]"),
        life(
            "delegated and cancelled",
            DEFAULT,
            l -> {
              l.delegates(1);
              l.cancels();
            },
            "CANCELED",
            "[1]"),
        life(
            "delegated, and its time ends",
            settings(null, 5_000),
            l -> {
              l.delegates(1);
              l.passes(5_000);
            },
            "TIMED_OUT",
            "[1]"));
  }

  /** Lives in which workers vanish, and tasks that were tried elsewhere before. */
  private static Stream<Arguments> troubledLives() {
    return Stream.of(
        life(
            "one worker after the other takes it and vanishes: a failed attempt",
            THRICE,
            l -> {
              for (String claim : List.of("a", "b", "c", "d", "e")) {
                assertThat(l.claims(1, claim)).isTrue();
                assertThat(l.claims(1, claim)).as("asked again").isTrue();
              }
              assertThat(l.claims(1, "f")).isFalse();
              l.passes(100);
              assertThat(l.claims(2, "g")).as("counted anew").isTrue();
            },
            "",
            "[1, 2]"),
        life(
            "claimed when it is over",
            DEFAULT,
            l -> {
              l.completes(1);
              assertThat(l.claims(1, "a")).isFalse();
            },
            "COMPLETED",
            "[1]"));
  }

  private static Arguments life(
      String name, TaskSettings settings, Consumer<Life> events, String outcome, String attempts) {
    return arguments(name, settings, events, outcome, attempts);
  }
}
