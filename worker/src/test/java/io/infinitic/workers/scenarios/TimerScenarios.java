package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Timers and waits on conditions. */
public abstract class TimerScenarios extends Scenarios {

  @Test
  void hundredsOfTimers() {
    assertThat(
            run(
                w -> {
                  List<Deferred<Instant>> timers = new ArrayList<>();
                  for (int i = 0; i < 300; i++) {
                    timers.add(timer(Duration.ofMillis(i % 20)));
                  }
                  return "" + Deferreds.and(timers).await().size();
                }))
        .isEqualTo("300");
  }

  @Test
  void timersEndInTheOrderOfTheirTimes() {
    assertThat(
            run(
                w -> {
                  List<Deferred<Void>> branches = new ArrayList<>();
                  for (int i : new int[] {60, 0, 30}) {
                    branches.add(
                        asyncVoid(
                            () -> {
                              sleep(Duration.ofMillis(i));
                              w.s += i + " ";
                            }));
                  }
                  Deferreds.and(branches).await();
                  return w.s;
                }))
        .isEqualTo("0 30 60 ");
  }

  @Test
  void timersCompletedEarly() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Instant before = now();
              Instant ended = timer(Duration.ofDays(30)).await();
              return "" + (ended.isBefore(before.plus(Duration.ofDays(1))));
            });
    until(() -> !describe(id).timers().isEmpty());
    client().completeTimers(at(id));
    assertThat(result.await()).isEqualTo("true");
  }

  @Test
  void timersOfOneMethodCompletedEarly() {
    String id = key();
    String code =
        Lambdas.named(
            w -> {
              w.s = getMethodId();
              sleep(Duration.ofDays(1));
              return "method";
            });
    var main =
        start(
            id,
            w -> {
              timer(Duration.ofDays(1));
              await(() -> w.n == 1);
              return "main";
            });
    var method = client().dispatch(at(id)::call, code);
    until(() -> describe(id).timers().size() == 2);
    client().completeTimers(at(id), methodIdOf(id));
    assertThat(method.await()).isEqualTo("method");
    assertThat(describe(id).timers()).hasSize(1);
    at(id).tell(Lambdas.named(w -> "" + w.n++));
    assertThat(main.await()).isEqualTo("main");
  }

  /** A method tells its own id. */
  private String methodIdOf(String id) {
    return at(id).state();
  }

  @Test
  void conditionOnAField() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              await(() -> w.n >= 3);
              return "" + w.n;
            });
    for (int i = 0; i < 3; i++) {
      at(id).tell(Lambdas.named(w -> "" + w.n++));
    }
    assertThat(result.await()).isEqualTo("3");
  }

  @Test
  void conditionThatHoldsAlreadyDoesNotWait() {
    assertThat(
            run(
                w -> {
                  await(() -> true);
                  return "" + await(Duration.ofHours(1), () -> true);
                }))
        .isEqualTo("true");
  }

  @Test
  void conditionThatDoesNotComeTrueInTime() {
    assertThat(run(w -> "" + await(Duration.ofMillis(10), () -> w.n == 1))).isEqualTo("false");
  }

  @Test
  void conditionThatComesTrueInTime() {
    String id = key();
    var result = start(id, w -> "" + await(Duration.ofHours(1), () -> w.n == 1));
    until(() -> !describe(id).timers().isEmpty());
    at(id).tell(Lambdas.named(w -> "" + w.n++));
    assertThat(result.await()).isEqualTo("true");
    assertThat(describe(id).timers())
        .allMatch(due -> due.isAfter(Instant.now().plusSeconds(7_200)));
  }

  @Test
  void conditionThatThrowsIsAMistake() {
    assertThat(
            stuckBy(
                w -> {
                  await(
                      () -> {
                        throw new IllegalStateException("in the condition");
                      });
                  return "";
                }))
        .contains("in the condition");
  }

  @Test
  void conditionThatStartsATaskIsAMistake() {
    assertThat(
            stuckBy(
                w -> {
                  Service service = newService(Service.class);
                  await(() -> service.inc(1) == 3);
                  return "";
                }))
        .contains("in the condition of await()");
  }

  @Test
  void timerAtATime() {
    assertThat(
            run(
                w -> {
                  Instant at = now().plusMillis(20);
                  return "" + timer(at).await().equals(Instant.ofEpochMilli(at.toEpochMilli()));
                }))
        .isEqualTo("true");
  }

  @Test
  void cancelledTimerIsCancelled() {
    assertThat(
            run(
                w -> {
                  Deferred<Instant> timer = timer(Duration.ofHours(1));
                  timer.cancel();
                  await(() -> !timer.isOngoing());
                  return "" + timer.status();
                }))
        .isEqualTo("CANCELED");
  }

  @Test
  void cancelledTimerReceiveOrCombinationHasEndedAtOnce() {
    String key = key();
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<Instant> timer = timer(Duration.ofHours(1));
                  Deferred<String> note = w.notes.receive();
                  Deferred<?> task = dispatch(service::slow, key);
                  Deferred<?> any = task.or(timer(Duration.ofHours(1)), w.notes.receive());
                  Deferred<?> all = task.and(timer(Duration.ofHours(1)));
                  Deferred<?> nested = all.or(any);
                  timer.cancel();
                  note.cancel();
                  String seen = timer.status() + " " + note.status();
                  any.cancel();
                  seen += " " + any.status() + " " + all.status();
                  all.cancel();
                  nested.cancel();
                  seen += " " + all.status() + " " + nested.status();
                  try {
                    timer.await();
                  } catch (DeferredException e) {
                    seen += " thrown";
                  }
                  try {
                    any.await();
                  } catch (DeferredException e) {
                    seen += " thrown";
                  }
                  sleep(Duration.ofMillis(1));
                  return seen + " " + timer.status() + " " + any.status();
                }))
        .isEqualTo(
            "CANCELED CANCELED CANCELED ONGOING CANCELED CANCELED thrown thrown CANCELED CANCELED");
    ServiceImpl.open(key);
  }

  @Test
  void cancelledTimerWakesTheBranchThatWaitsForIt() {
    assertThat(
            run(
                w -> {
                  Deferred<Instant> timer = timer(Duration.ofHours(1));
                  Deferred<String> waits =
                      async(
                          () -> {
                            try {
                              timer.await();
                              return "not canceled";
                            } catch (DeferredException e) {
                              return "" + timer.status();
                            }
                          });
                  timer.cancel();
                  return waits.await();
                }))
        .isEqualTo("CANCELED");
  }

  @Test
  void timesWithNanosecondsAreRoundedUp() {
    assertThat(
            run(
                w -> {
                  Instant at = now().plusNanos(1_000_001);
                  Instant ended = timer(at).await();
                  return !ended.isBefore(at) + " " + !now().isBefore(at);
                }))
        .isEqualTo("true true");
  }

  @Test
  void timesOutOfThisWorldAreNeverOrNow() {
    Duration never = Duration.ofSeconds(Long.MAX_VALUE);
    Duration longAgo = Duration.ofSeconds(Long.MIN_VALUE);
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<Instant> far = timer(never);
              Deferred<Instant> farther = timer(Instant.MAX);
              timer(longAgo).await();
              timer(Instant.MIN).await();
              sleep(longAgo);
              sleep(Duration.ofSeconds(-1));
              await(never, () -> true);
              boolean held = await(longAgo, () -> false) || await(Duration.ZERO, () -> false);
              String limits = "";
              for (Duration limit : List.of(longAgo, Duration.ZERO, Duration.ofSeconds(-1))) {
                try {
                  far.await(limit);
                } catch (TimedOutException e) {
                  limits += "x";
                }
              }
              Service service =
                  newService(Service.class, TaskOptions.defaults().withStartToClose(never));
              service.echo("");
              Deferred<String> note = async(() -> w.notes.receive().await(never));
              w.s = held + limits + far.status() + farther.status();
              return w.s + note.await();
            });
    until(() -> at(id).state().startsWith("false"));
    at(id).getNotes().send("!");
    assertThat(result.await(never)).isEqualTo("falsexxxONGOINGONGOING!");
    var open = start(key(), w -> w.notes.receive().await());
    for (Duration limit : List.of(longAgo, Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() -> open.await(limit)).isInstanceOf(TimedOutException.class);
    }
    client().terminate(at(open.getId()), "end of test");
  }

  @Test
  void cronStartsAgainAfterEachEnd() {
    String id = key();
    var result =
        start(WorkflowOptions.defaults().withWorkflowId(id).withCron("0 3 * * 1-5"), w -> "once");
    assertThat(describe(id).timers()).as("waits for its time").hasSize(1);
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
  }

  @Test
  void cronThatCannotBeReadIsRefusedAtTheDoor() {
    assertThatThrownBy(() -> start(WorkflowOptions.defaults().withCron("every day"), w -> "once"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every day");
  }
}
