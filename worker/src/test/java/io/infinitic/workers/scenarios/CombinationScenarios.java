package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Note;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Combinations that are kept, and the signals that their parts hold and give back. */
public abstract class CombinationScenarios extends Scenarios {

  /** What others take of the notes, and what a combination that has given one back comes to. */
  private static String takenByOthers(LambdaImpl w, Deferred<List<Object>> both) {
    String taken = w.notes.receive().await(Duration.ofHours(1));
    w.letters.send(new Note("ann", 1));
    Deferred<List<Object>> goesOn = async(() -> both.await());
    w.notes.send("another");
    return taken + " " + goesOn.await().get(0);
  }

  private static Deferred<String> gate(LambdaImpl w) {
    return async(
        () -> {
          await(() -> w.n > 0);
          return "open";
        });
  }

  /** Waits for it until it fails. */
  private static void fails(Deferred<?> deferred) {
    try {
      deferred.await();
      throw new AssertionError("has not failed");
    } catch (TaskFailedException e) {
      // as it should
    }
  }

  @Test
  void limitOfACombinationThatEndsLater() {
    assertThat(
            run(
                w -> {
                  w.notes.send("mine");
                  Deferred<List<Object>> both = w.notes.receive().and(gate(w));
                  try {
                    both.await(Duration.ofMillis(1));
                  } catch (TimedOutException e) {
                    w.n++;
                  }
                  newService(Service.class).inc(1);
                  return both.await() + " " + w.notes.receive().status();
                }))
        .isEqualTo("[mine, open] ONGOING");
  }

  @Test
  void cancelledWaitForACombinationThatGoesOn() {
    assertThat(
            run(
                w -> {
                  Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
                  Cancellation wait = Cancellation.scope(() -> async(() -> both.await()));
                  w.notes.send("mine");
                  wait.cancel();
                  newService(Service.class).inc(1);
                  return takenByOthers(w, both);
                }))
        .isEqualTo("mine another");
  }

  @Test
  void andThatHadCompletedInOneThatFailed() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
                  Deferred<?> all = both.and(dispatch(service::fails, "x"));
                  Deferred<?> wait = async(() -> all.await());
                  w.notes.send("mine");
                  w.letters.send(new Note("bob", 2));
                  fails(wait);
                  return takenByOthers(w, both);
                }))
        .isEqualTo("mine another");
  }

  @Test
  void orThatHadCompletedInOneThatFailed() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<Object> either = w.notes.receive().or(gate(w));
                  Deferred<?> all = either.and(dispatch(service::fails, "x"));
                  Deferred<?> wait = async(() -> all.await());
                  w.notes.send("mine");
                  fails(wait);
                  String taken = w.notes.receive().await();
                  w.n++;
                  return taken + " " + either.await();
                }))
        .isEqualTo("mine open");
  }

  @Test
  void combinationThatAnotherBranchStillWaitsForKeepsItsSignals() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<List<Object>> both = w.notes.receive().and(w.letters.receive());
                  Deferred<List<Object>> waits = async(() -> both.and(gate(w)).await());
                  Deferred<?> failing =
                      async(() -> both.and(dispatch(service::fails, "x")).await());
                  w.notes.send("mine");
                  w.letters.send(new Note("ann", 1));
                  fails(failing);
                  String left = w.notes.receive().status() + " ";
                  w.n++;
                  return left + waits.await();
                }))
        .isEqualTo("ONGOING [[mine, Note[from=ann, priority=1]], open]");
  }

  @Test
  void combinationThatAConditionMakesAndKeeps() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<Integer> a = dispatch(service::inc, 1);
                  Deferred<Integer> b = dispatch(service::inc, 2);
                  await(() -> w.kept.computeIfAbsent("both", key -> a.and(b)).isCompleted());
                  return w.kept.get("both").await().toString();
                }))
        .isEqualTo("[2, 3]");
  }
}
