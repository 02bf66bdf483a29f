package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workers.Flows.Service;
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
