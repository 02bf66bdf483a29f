package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.DeferredCanceledException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.functions.Func0;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.Note;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.Saga;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancellation, scopes, suspension, compensation. */
public abstract class CancelScenarios extends Scenarios {

  @Test
  void cancelledWhileItWaits() {
    String id = key();
    var result = start(id, w -> w.notes.receive().await());
    until(() -> !describe(id).waits().isEmpty());
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    assertThat(untilState(id, WorkflowState.CANCELED).endedAt()).isPresent();
  }

  @Test
  void cleansUpInADetachedScope() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              try {
                sleep(Duration.ofHours(1));
              } finally {
                Cancellation.detached(
                    () -> {
                      service.touch(id);
                      sleep(Duration.ofMillis(1));
                      service.touch(id);
                    });
              }
              return "not reached";
            });
    until(() -> !describe(id).timers().isEmpty());
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    assertThat(ServiceImpl.calls(id)).isEqualTo(2);
  }

  @Test
  void cancellationCanBeOutlived() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              try {
                w.notes.receive().await();
              } catch (WorkflowCanceledException e) {
                return "outlived " + e.getWorkflowId().equals(id);
              }
              return "";
            });
    until(() -> !describe(id).waits().isEmpty());
    client().cancel(at(id));
    assertThat(result.await()).isEqualTo("outlived true");
    untilState(id, WorkflowState.COMPLETED);
  }

  @Test
  void nothingNewStartsInACancelledScope() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              try {
                sleep(Duration.ofHours(1));
              } catch (WorkflowCanceledException e) {
                try {
                  service.touch(id);
                } catch (WorkflowCanceledException again) {
                  return "refused";
                }
              }
              return "";
            });
    until(() -> !describe(id).timers().isEmpty());
    client().cancel(at(id));
    assertThat(result.await()).isEqualTo("refused");
    assertThat(ServiceImpl.calls(id)).isZero();
  }

  @Test
  void openTasksTimersAndChildrenAreTold() {
    String id = key();
    String child = key();
    String code = Lambdas.named(w -> w.notes.receive().await());
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Lambda stub =
                  newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(child));
              dispatch(stub::run, code);
              dispatch(service::slow, id);
              timer(Duration.ofHours(1));
              return w.notes.receive().await();
            });
    untilCalled(id);
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    untilState(child, WorkflowState.CANCELED);
    assertThat(client().history(id).stream().map(HistoryEvent::summary))
        .contains("cancel " + Service.class.getName() + ".slow", "cancel timer");
    ServiceImpl.open(id);
  }

  @Test
  void losersOfARaceAreCancelled() {
    String slow = key();
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  List<Deferred<String>> runners = new ArrayList<>();
                  Cancellation race =
                      Cancellation.scope(
                          () -> {
                            runners.add(dispatch(service::slow, slow));
                            runners.add(dispatch(service::echo, "winner"));
                          });
                  String first = Deferreds.or(runners).await();
                  race.cancel();
                  await(() -> !runners.get(0).isOngoing());
                  return first + " " + runners.get(0).status() + " " + race.isCanceled();
                }))
        .isEqualTo("winner CANCELED true");
    ServiceImpl.open(slow);
  }

  @Test
  void scopeCancelledFromAnotherBranch() {
    assertThat(
            run(
                w -> {
                  Deferred<String> branch =
                      async(
                          () -> {
                            sleep(Duration.ofHours(1));
                            return "";
                          });
                  Deferred<String> watcher =
                      async(
                          () -> {
                            try {
                              return branch.await();
                            } catch (WorkflowCanceledException e) {
                              return "saw it";
                            }
                          });
                  branch.cancel();
                  return watcher.await();
                }))
        .isEqualTo("saw it");
  }

  @Test
  void innerScopesAreCancelledWithTheOuter() {
    assertThat(
            run(
                w -> {
                  List<Cancellation> inner = new ArrayList<>();
                  Cancellation outer =
                      Cancellation.scope(
                          () -> {
                            inner.add(Cancellation.scope(() -> timer(Duration.ofHours(1))));
                            inner.add(Cancellation.detached(() -> timer(Duration.ofHours(1))));
                          });
                  outer.cancel();
                  return inner.get(0).isCanceled() + " " + inner.get(1).isCanceled();
                }))
        .isEqualTo("true false");
  }

  @Test
  void awaitingWhatTheCodeHasCancelled() {
    for (String what : List.of("timer", "receive", "or")) {
      String id = key();
      var result =
          start(
              id,
              w -> {
                Deferred<?> deferred =
                    switch (what) {
                      case "timer" -> timer(Duration.ofDays(1));
                      case "receive" -> w.notes.receive();
                      default -> timer(Duration.ofDays(1)).or(w.notes.receive());
                    };
                deferred.cancel();
                try {
                  deferred.await();
                } catch (WorkflowCanceledException e) {
                  return "taken for a cancellation of the run";
                }
                return "";
              });
      assertThatThrownBy(result::await)
          .isInstanceOf(WorkflowFailedException.class)
          .hasCauseInstanceOf(DeferredCanceledException.class)
          .hasMessageContaining(", was canceled");
      untilState(id, WorkflowState.FAILED);
    }
  }

  @Test
  void whatAScopeHasMadeIsCancelledAtOnce() {
    assertThat(
            run(
                w -> {
                  List<Deferred<?>> made = new ArrayList<>();
                  Cancellation outer =
                      Cancellation.scope(
                          () ->
                              Cancellation.scope(
                                  () -> {
                                    made.add(timer(Duration.ofDays(1)));
                                    made.add(w.notes.receive());
                                    made.add(timer(Duration.ofDays(1)).or(w.notes.receive()));
                                  }));
                  Deferred<?> outside = made.get(0).or(made.get(1));
                  outer.cancel();
                  made.add(outside);
                  for (Deferred<?> one : made) {
                    w.list.add(String.valueOf(one.status()));
                    try {
                      one.await();
                    } catch (DeferredCanceledException e) {
                      w.list.add("thrown");
                    }
                  }
                  return String.join(" ", w.list);
                }))
        .isEqualTo("CANCELED thrown ".repeat(4).trim());
  }

  @Test
  void receiveOfAScopeWithNothingElse() {
    assertThat(
            run(
                w -> {
                  List<Deferred<?>> made = new ArrayList<>();
                  Cancellation outer =
                      Cancellation.scope(
                          () -> Cancellation.scope(() -> made.add(w.notes.receive())));
                  outer.cancel();
                  return made.get(0).status().toString();
                }))
        .isEqualTo("CANCELED");
  }

  @Test
  void receiveThatHeldASignalWhenItsScopeWasCancelled() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              List<Deferred<?>> made = new ArrayList<>();
              Cancellation scope =
                  Cancellation.scope(
                      () -> {
                        made.add(w.notes.receive());
                        made.add(made.get(0).and(w.letters.receive()));
                      });
              Deferred<String> waits =
                  async(
                      () -> {
                        try {
                          return "" + made.get(1).await();
                        } catch (DeferredCanceledException e) {
                          return "thrown";
                        }
                      });
              newService(Service.class).slow(id);
              scope.cancel();
              String seen = waits.await() + " " + made.get(0).status() + " ";
              try {
                made.get(0).await();
              } catch (DeferredCanceledException e) {
                seen += "thrown ";
              }
              return seen + w.notes.receive().await();
            });
    untilCalled(id);
    at(id).getNotes().send("only");
    ServiceImpl.open(id);
    assertThat(result.await()).isEqualTo("thrown CANCELED thrown only");
  }

  @Test
  void receiveWhoseSignalIsTakenAfterItsScopeWasCancelled() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              List<Deferred<String>> made = new ArrayList<>();
              Cancellation scope = Cancellation.scope(() -> made.add(w.notes.receive()));
              Deferred<String> held = made.get(0);
              Deferred<List<Object>> both = held.and(w.letters.receive());
              Deferred<Object> waits = async(() -> both.await().get(0));
              newService(Service.class).slow(id);
              scope.cancel();
              w.letters.send(new Note("ann", 1));
              String seen = waits.await() + " " + held.status() + " " + held.await() + " ";
              w.notes.send("for others");
              return seen + held.status() + " " + w.notes.receive().await();
            });
    untilCalled(id);
    at(id).getNotes().send("held");
    ServiceImpl.open(id);
    assertThat(result.await()).isEqualTo("held COMPLETED held CANCELED for others");
  }

  /** Its own cancellation is what cancelled code hears of, whatever it waits for. */
  @Test
  void waitsOfCancelledCode() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              List<Func0<Object>> waits =
                  List.of(
                      () -> timer(Duration.ofDays(1)).await(),
                      () -> w.notes.receive().await(),
                      () -> w.notes.receive().await(Duration.ofDays(1)),
                      () -> timer(Duration.ofDays(1)).or(w.notes.receive()).await(),
                      () -> await(Duration.ofDays(1), () -> false));
              for (Func0<Object> wait : waits) {
                async(
                    () -> {
                      try {
                        return wait.apply();
                      } catch (WorkflowCanceledException e) {
                        w.list.add("cancelled");
                        throw e;
                      }
                    });
              }
              Deferred<?> last = timer(Duration.ofDays(1));
              Cancellation.detached(() -> service.slow(id));
              w.s = String.join(" ", w.list);
              last.await();
              return "";
            });
    untilCalled(id);
    client().cancel(at(id));
    until(() -> client().history(id).stream().anyMatch(e -> e.summary().contains("cancel timer")));
    ServiceImpl.open(id);
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    untilState(id, WorkflowState.CANCELED);
    assertThat(at(id).state()).isEqualTo("cancelled ".repeat(5).trim());
  }

  @Test
  void cancelOfARunThatHasEndedOrNeverWas() {
    String id = key();
    start(id, w -> "done").await();
    untilState(id, WorkflowState.COMPLETED);
    assertThatThrownBy(() -> client().cancel(at(id))).isInstanceOf(WorkflowUnknownException.class);
    assertThatThrownBy(() -> client().cancel(at(key())))
        .isInstanceOf(WorkflowUnknownException.class);
  }

  @Test
  void workflowCancelsAnother() {
    String id = key();
    var other = start(id, w -> w.notes.receive().await());
    run(
        w -> {
          cancel(getWorkflowById(Lambda.class, id));
          return "";
        });
    assertThatThrownBy(other::await).isInstanceOf(WorkflowCanceledException.class);
  }

  @Test
  void runThatHasNotBegunIsCancelledAtOnce() {
    String id = key();
    var result =
        start(
            WorkflowOptions.defaults().withWorkflowId(id).withStartDelay(Duration.ofHours(1)),
            w -> "not reached");
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
  }

  @Test
  void terminatedAtOnceWithoutCleaningUp() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              try {
                return w.notes.receive().await();
              } finally {
                Cancellation.detached(
                    () -> {
                      Service service = newService(Service.class);
                      service.touch(id);
                    });
              }
            });
    until(() -> !describe(id).waits().isEmpty());
    client().terminate(at(id), "by hand");
    assertThatThrownBy(result::await)
        .isInstanceOf(WorkflowTerminatedException.class)
        .hasMessageContaining("by hand");
    assertThat(ServiceImpl.calls(id)).isZero();
  }

  @Test
  void nothingIsDecidedWhileSuspended() {
    String id = key();
    var result = start(id, w -> w.notes.receive().await() + w.notes.receive().await());
    until(() -> !describe(id).waits().isEmpty());
    client().suspend(at(id));
    int before = decisions(id);
    at(id).getNotes().send("a");
    at(id).getNotes().send("b");
    assertThat(describe(id).state()).isEqualTo(WorkflowState.SUSPENDED);
    assertThat(decisions(id)).isEqualTo(before);
    client().resume(at(id));
    assertThat(result.await()).isEqualTo("ab");
  }

  private int decisions(String id) {
    return (int)
        client().history(id).stream().filter(e -> e.type() == EventType.WORKFLOW_TASK_DONE).count();
  }

  @Test
  void compensationsRunInReverseOrder() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Saga saga = Saga.of();
                  try {
                    saga.run(
                        () -> {
                          for (String step : List.of("a", "b", "c")) {
                            w.s += service.echo(step);
                            saga.onFailure(() -> w.s += service.echo(step.toUpperCase()));
                          }
                          service.fails("the last step");
                        });
                  } catch (TaskFailedException e) {
                    return w.s + " " + e.getFailure().getMessage();
                  }
                  return "";
                }))
        .isEqualTo("abcCBA the last step");
  }

  @Test
  void failedCompensationIsSuppressed() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Saga saga = Saga.of();
                  saga.onFailure(() -> w.s += "undone");
                  saga.onFailure(() -> service.fails("compensation"));
                  try {
                    saga.run(() -> service.fails("body"));
                  } catch (TaskFailedException e) {
                    TaskFailedException other = (TaskFailedException) e.getSuppressed()[0];
                    return w.s + " " + other.getFailure().getMessage();
                  }
                  return "";
                }))
        .isEqualTo("undone compensation");
  }

  @Test
  void compensationsRunWhenTheRunIsCancelled() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Saga saga = Saga.of();
              return saga.run(
                  () -> {
                    saga.onFailure(() -> service.touch(id));
                    return w.notes.receive().await();
                  });
            });
    until(() -> !describe(id).waits().isEmpty());
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
    assertThat(ServiceImpl.calls(id)).isEqualTo(1);
  }
}
