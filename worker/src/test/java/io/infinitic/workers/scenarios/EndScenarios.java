package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.EventType;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How runs end: with what they have called on themselves, in chains, before they have begun. */
public abstract class EndScenarios extends Scenarios {

  private static String counts(String key) {
    return Lambdas.named(
        w -> {
          Service service = newService(Service.class);
          service.touch(key);
          return w.s += "late";
        });
  }

  @Test
  void ownMethodCalledInTheLastDecisionRuns() {
    String key = key();
    String late = counts(key);
    String id = key();
    var main =
        start(
            id,
            w -> {
              dispatchVoid(w.self()::tell, late);
              return "main";
            });
    assertThat(main.await()).isEqualTo("main");
    untilState(id, WorkflowState.COMPLETED);
    assertThat(ServiceImpl.calls(key)).isEqualTo(1);
    assertThat(at(id).state()).isEqualTo("late");
    assertThat(client().history(id).stream().filter(e -> e.type() == EventType.METHOD_CALLED))
        .hasSize(1);
  }

  @Test
  void ownMethodsCalledInTheLastDecisionRunOneAfterAnother() {
    String key = key();
    String third = counts(key);
    String second =
        Lambdas.named(
            w -> {
              dispatch(w.self()::call, third);
              return w.s += "second ";
            });
    String id = key();
    var main =
        start(
            id,
            w -> {
              dispatch(w.self()::call, second);
              dispatch(w.self()::call, second);
              return "main";
            });
    assertThat(main.await()).isEqualTo("main");
    untilState(id, WorkflowState.COMPLETED);
    assertThat(ServiceImpl.calls(key)).isEqualTo(2);
    assertThat(at(id).state()).isEqualTo("second second latelate");
  }

  @Test
  void ownMethodCalledByTheTagOfTheRunInTheLastDecisionRuns() {
    String key = key();
    String late = counts(key);
    String id = key();
    var main =
        start(
            WorkflowOptions.defaults().withWorkflowId(id).withTags(Set.of(key)),
            w -> {
              dispatchVoid(getWorkflowByTag(Lambda.class, key)::tell, late);
              return "main";
            });
    assertThat(main.await()).isEqualTo("main");
    untilState(id, WorkflowState.COMPLETED);
    assertThat(ServiceImpl.calls(key)).isEqualTo(1);
  }

  @Test
  void ownMethodWithAValidatorCalledInTheLastDecisionRunsOrIsRefused() {
    String accepted = key();
    start(
            accepted,
            w -> {
              dispatch(w.self()::checked, "yes");
              return "main";
            })
        .await();
    untilState(accepted, WorkflowState.COMPLETED);
    assertThat(at(accepted).state()).isEqualTo("yes");
    String refused = key();
    start(
            refused,
            w -> {
              dispatch(w.self()::checked, "too long");
              return "main";
            })
        .await();
    untilState(refused, WorkflowState.COMPLETED);
    assertThat(at(refused).state()).isEmpty();
  }

  @Test
  void ownMethodCalledByAMainMethodThatFailsRuns() {
    String key = key();
    String late = counts(key);
    String id = key();
    var main =
        start(
            id,
            w -> {
              dispatchVoid(w.self()::tell, late);
              throw new IOException("declared");
            });
    assertThatThrownBy(main::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    assertThat(ServiceImpl.calls(key)).isEqualTo(1);
  }

  @Test
  void ownMethodWhoseCallIsCancelledIsNotWaitedFor() {
    String id = key();
    String late = Lambdas.named(w -> w.notes.receive().await());
    start(
            id,
            w -> {
              dispatch(w.self()::call, late).cancel();
              return "main";
            })
        .await();
    untilState(id, WorkflowState.COMPLETED);
  }

  @Test
  void childCancelledBeforeItsValidatorHasAnswered() {
    assertThat(
            run(
                w -> {
                  Lambda child = newWorkflow(Lambda.class);
                  Deferred<String> result = dispatch(child::checked, "yes");
                  result.cancel();
                  try {
                    return result.await();
                  } catch (WorkflowCanceledException e) {
                    return result.status()
                        + " "
                        + e.getWorkflowName()
                        + e.getWorkflowId().equals(result.getId());
                  } catch (CallRefusedException e) {
                    return "refused";
                  }
                }))
        // The validator may be faster than the request to cancel.
        .isIn("CANCELED " + Lambda.class.getName() + "true", "yes");
  }

  @Test
  void outcomeOfAChainIsThatOfItsLastRunWhateverRunsNow() {
    String id = key();
    String fails =
        Lambdas.named(
            w -> {
              throw new IOException("the end of the chain");
            });
    String continues =
        Lambdas.named(
            w -> {
              newContinueAsNew(Lambda.class).run(fails);
              return "";
            });
    var chain =
        start(
            id,
            w -> {
              newContinueAsNew(Lambda.class).run(continues);
              return "";
            });
    assertThatThrownBy(chain::await)
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessageContaining("the end of the chain");
    untilState(id, WorkflowState.FAILED);
    var other = start(id, w -> w.notes.receive().await());
    assertThatThrownBy(() -> chain.await(Duration.ofSeconds(5)))
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessageContaining("the end of the chain");
    at(id).getNotes().send("other");
    assertThat(other.await()).isEqualTo("other");
    assertThatThrownBy(() -> chain.await(Duration.ofSeconds(5)))
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessageContaining("the end of the chain");
  }

  @Test
  void delayedRunIsStartedNow() {
    String id = key();
    var result =
        start(
            WorkflowOptions.defaults()
                .withWorkflowId(id)
                .withStartDelay(Duration.ofDays(1))
                .withTimeout(Duration.ofDays(1)),
            w -> "begun");
    assertThat(describe(id).timers()).hasSize(1);
    client().startNow(at(id));
    assertThat(result.await()).isEqualTo("begun");
    assertThatThrownBy(() -> client().startNow(at(id)))
        .isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void runThatWaitsForItsTimeIsStartedNowAndAgainAtItsTime() {
    String id = key();
    var result =
        start(
            WorkflowOptions.defaults()
                .withWorkflowId(id)
                .withTags(Set.of(id))
                .withCron("0 3 1 1 *"),
            w -> "begun");
    client().startNow(client().getWorkflowByTag(Lambda.class, id));
    assertThat(result.await()).isEqualTo("begun");
    until(() -> describe(id).timers().size() == 1);
    client().terminate(at(id), "end of test");
  }

  @Test
  void runThatHasBegunIsNotStartedAgain() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              sleep(Duration.ofHours(1));
              return w.notes.receive().await();
            });
    until(() -> !describe(id).timers().isEmpty());
    client().startNow(at(id));
    assertThat(describe(id).timers()).hasSize(1);
    client().completeTimers(at(id));
    at(id).getNotes().send("x");
    assertThat(result.await()).isEqualTo("x");
  }

  private String failedByOneOfTwoTasks(String first, String second) {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service once =
                  newService(Service.class, TaskOptions.defaults().withRetry(RetryPolicy.none()));
              Deferred<String> one = dispatch(once::broken, first);
              Deferred<String> two = dispatch(once::broken, second);
              return one.and(two).await().toString();
            });
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    until(() -> describe(id).incidents().size() == 2);
    return id;
  }

  @Test
  void everyFailedTaskIsRetriedInWhateverOrder() {
    for (boolean backwards : new boolean[] {false, true}) {
      String first = key();
      String second = key();
      String id = failedByOneOfTwoTasks(first, second);
      ServiceImpl.open(first);
      ServiceImpl.open(second);
      List<WorkflowDescription.Incident> incidents = new ArrayList<>(describe(id).incidents());
      if (backwards) {
        Collections.reverse(incidents);
      }
      for (WorkflowDescription.Incident incident : incidents) {
        client().retryTasks(at(id), incident.taskId().orElseThrow());
      }
      untilState(id, WorkflowState.COMPLETED);
    }
  }

  @Test
  void childGoesOnAfterItsParentWasTerminated() {
    String id = key();
    String parent = key();
    String code = Lambdas.named(w -> w.notes.receive().await());
    start(parent, w -> childOf(id, code));
    until(() -> isKnown(id));
    client().terminate(at(parent), "end of test");
    at(id).getNotes().send("alone");
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("alone");
    assertThat(describe(parent).state()).isEqualTo(WorkflowState.TERMINATED);
  }

  @Test
  void childThatCleansUpEndsAfterItsCancelledParent() {
    String id = key();
    String parent = key();
    String key = key();
    String code =
        Lambdas.named(
            w -> {
              try {
                return w.notes.receive().await();
              } finally {
                Cancellation.detached(
                    () -> {
                      Service service = newService(Service.class);
                      service.slow(key);
                    });
              }
            });
    var result = start(parent, w -> childOf(id, code));
    until(() -> isKnown(id));
    client().cancel(at(parent));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    untilState(parent, WorkflowState.CANCELED);
    untilCalled(key);
    ServiceImpl.open(key);
    untilState(id, WorkflowState.CANCELED);
    assertThat(describe(parent).state()).isEqualTo(WorkflowState.CANCELED);
  }

  private static String childOf(String id, String code) throws IOException {
    Lambda child = newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    return child.run(code);
  }

  private boolean isKnown(String id) {
    try {
      describe(id);
      return true;
    } catch (WorkflowUnknownException e) {
      return false;
    }
  }

  @Test
  void callThatWaitsForATaskWhenItsRunContinuesHasItsOutcome() {
    String id = key();
    String key = key();
    String next = Lambdas.named(w -> w.notes.receive().await());
    start(
        id,
        w -> {
          await(() -> w.n == 1);
          newContinueAsNew(Lambda.class).run(next);
          return "";
        });
    var call =
        client()
            .dispatch(
                at(id)::call,
                Lambdas.named(
                    w -> {
                      w.n = 1;
                      Service service = newService(Service.class);
                      return service.slow(key);
                    }));
    untilCalled(key);
    ServiceImpl.open(key);
    assertThat(call.await()).isEqualTo("slow");
    at(id).getNotes().send("end");
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("end");
    assertThat(ServiceImpl.calls(key)).isEqualTo(1);
  }

  @Test
  void methodThatTheRunWaitsForMayContinueItAsNew() {
    String next = Lambdas.named(w -> "next");
    String middle =
        Lambdas.named(
            w -> {
              newService(Service.class).inc(1);
              return newContinueAsNew(Lambda.class).run(next);
            });
    String outer =
        Lambdas.named(
            w -> {
              newService(Service.class).inc(1);
              return getWorkflowById(Lambda.class, getWorkflowId()).call(middle);
            });
    assertThat(run(w -> getWorkflowById(Lambda.class, getWorkflowId()).call(outer)))
        .isEqualTo("next");
  }

  @Test
  void methodThatIsToEndMayCallOthers() {
    String id = key();
    String inner = Lambdas.named(w -> newService(Service.class).echo("inner"));
    String called =
        Lambdas.named(
            w -> {
              newService(Service.class).slow(id);
              return getWorkflowById(Lambda.class, getWorkflowId()).call(inner) + " called";
            });
    String next = Lambdas.named(w -> "next");
    var result =
        start(
            id,
            w -> {
              w.notes.receive().await();
              return newContinueAsNew(Lambda.class).run(next);
            });
    var call = client().dispatch(at(id)::call, called);
    untilCalled(id);
    at(id).getNotes().send("go");
    ServiceImpl.open(id);
    assertThat(call.await()).isEqualTo("inner called");
    assertThat(result.await()).isEqualTo("next");
  }

  @Test
  void signalThatACalledMethodHasTakenIsNotLost() {
    String id = key();
    String twoNotes =
        Lambdas.named(
            w -> {
              String first = w.notes.receive().await();
              w.n++;
              return first + w.notes.receive().await();
            });
    String next = Lambdas.named(w -> "next");
    var result =
        start(
            id,
            w -> {
              await(() -> w.n > 0);
              w.letters.receive().await();
              return newContinueAsNew(Lambda.class).run(next);
            });
    var call = client().dispatch(at(id)::call, twoNotes);
    at(id).getNotes().send("a");
    until(() -> describe(id).waits().stream().anyMatch(wait -> wait.contains("getLetters")));
    at(id).getLetters().send(new Lambdas.Note("go", 1));
    at(id).getNotes().send("b");
    assertThat(call.await()).isEqualTo("ab");
    assertThat(result.await()).isEqualTo("next");
  }

  @Test
  void runWhoseContinuationIsRefusedGoesOnAndIsCalled() {
    String id = key();
    String large = "x".repeat(3_000_000);
    var result =
        start(
            id,
            w -> {
              try {
                return newContinueAsNew(Lambda.class).run(large);
              } catch (io.infinitic.exceptions.PayloadTooLargeException e) {
                return w.notes.receive().await();
              }
            });
    String called = Lambdas.named(w -> "called");
    assertThat(client().dispatch(at(id)::call, called).await()).isEqualTo("called");
    at(id).getNotes().send("end");
    assertThat(result.await()).isEqualTo("end");
  }
}
