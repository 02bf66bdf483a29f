package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.workers.Flows;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that run in the process of their workflow. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
public abstract class LocalTaskScenarios extends Scenarios {

  private static final RetryPolicy FAST =
      RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(5)).withBackoffCoefficient(1);

  private static final Map<String, Service> STUBS = new ConcurrentHashMap<>();

  private static Service local() {
    return newService(Service.class, TaskOptions.local());
  }

  private static Service local(RetryPolicy retry) {
    return newService(Service.class, TaskOptions.local().withRetry(retry));
  }

  private List<EventType> types(String id) {
    return client().history(id).stream().map(HistoryEvent::type).toList();
  }

  private long decisions(String id) {
    return types(id).stream().filter(EventType.WORKFLOW_TASK_DONE::equals).count();
  }

  @Test
  void resultIsThereAtOnceAndWithoutAMessage() {
    String id = key();
    assertThat(
            start(
                    id,
                    w -> {
                      Deferred<String> dispatched = dispatch(local()::echo, "b");
                      return local().echo("a") + dispatched.isCompleted() + dispatched.await();
                    })
                .await())
        .isEqualTo("atrueb");
    assertThat(types(id))
        .containsExactly(
            EventType.WORKFLOW_STARTED,
            EventType.WORKFLOW_TASK_DONE,
            EventType.COMMAND,
            EventType.COMMAND,
            EventType.COMMAND,
            EventType.RUN_ENDED);
  }

  @Test
  void methodsWithoutResultRun() {
    String key = key();
    assertThat(
            run(
                w -> {
                  local().touch(key);
                  return "" + dispatchVoid(local()::touch, key).isCompleted();
                }))
        .isEqualTo("true");
    assertThat(ServiceImpl.calls(key)).isEqualTo(2);
  }

  @Test
  void localTaskRunsOnceAlsoWhenItsWorkflowIsReplayed() {
    String key = key();
    assertThat(
            run(
                w -> {
                  local().touch(key);
                  sleep(Duration.ofMillis(20));
                  local().touch(key);
                  newService(Service.class).echo("remote");
                  local().touch(key);
                  return "done";
                }))
        .isEqualTo("done");
    assertThat(ServiceImpl.calls(key)).isEqualTo(3);
  }

  @Test
  void taskKnowsWhoItIs() {
    String id = key();
    assertThat(start(id, w -> local().whoAmI()).await())
        .startsWith(Service.class.getName() + " whoAmI " + id + " ")
        .contains("/1/");
  }

  @Test
  void retriesInProcess() {
    String id = key();
    assertThat(start(id, w -> local(FAST).flaky(key(), 3)).await()).isEqualTo("after 3, true");
    assertThat(types(id)).doesNotContain(EventType.TASK_ENDED);
  }

  @Test
  void retryThatIsDueLateIsLeftToTheEngine() {
    String id = key();
    String key = key();
    assertThat(
            start(
                    id,
                    w ->
                        local(FAST.withInitialDelay(Duration.ofMillis(2_500))).flaky(key, 1)
                            + " "
                            + local().echo("x"))
                .await())
        .isEqualTo("after 1, true x");
    assertThat(types(id)).contains(EventType.TASK_ENDED);
    assertThat(ServiceImpl.calls(key)).isEqualTo(2);
  }

  @Test
  void failureIsThatOfATask() {
    String id = key();
    assertThat(
            start(
                    id,
                    w -> {
                      try {
                        return local().fails("planned");
                      } catch (TaskFailedException e) {
                        return e.getFailure().getMessage()
                            + " "
                            + e.getFailure().getDetails()
                            + " "
                            + dispatch(local()::fails, "other").isFailed();
                      }
                    })
                .await())
        .isEqualTo("planned {code=42} true");
    assertThat(types(id)).doesNotContain(EventType.TASK_ENDED);
    assertThatThrownBy(() -> run(w -> local().fails("uncaught")))
        .isInstanceOf(WorkflowFailedException.class)
        .hasMessageContaining("uncaught");
  }

  @Test
  void attemptsRunOutAndClassesAreNotRetried() {
    String key = key();
    assertThatThrownBy(() -> run(w -> local(FAST.withMaximumAttempts(3)).flaky(key, 5)))
        .isInstanceOf(WorkflowFailedException.class);
    assertThat(ServiceImpl.calls(key)).isEqualTo(3);
    String other = key();
    assertThatThrownBy(
            () ->
                run(
                    w ->
                        local(FAST.withNonRetryable(Set.of(RuntimeException.class)))
                            .flaky(other, 5)))
        .isInstanceOf(WorkflowFailedException.class);
    assertThat(ServiceImpl.calls(other)).isEqualTo(1);
  }

  @Test
  void attemptThatTakesTooLongForItsLimitIsTimedOut() {
    String key = key();
    assertThat(
            run(
                w -> {
                  Service service =
                      newService(
                          Service.class,
                          TaskOptions.local()
                              .withStartToClose(Duration.ofMillis(50))
                              .withRetry(FAST.withMaximumAttempts(2)));
                  try {
                    return service.slow(key);
                  } catch (TaskTimedOutException e) {
                    return "timed out";
                  }
                }))
        .isEqualTo("timed out");
    assertThat(ServiceImpl.calls(key)).isEqualTo(2);
    ServiceImpl.open(key);
  }

  @Test
  void attemptThatTakesTooLongForAWorkflowIsLeftToTheEngine() {
    String id = key();
    String key = key();
    var result = start(id, w -> local(FAST).slow(key) + " " + local().echo("x"));
    until(() -> ServiceImpl.calls(key) >= 2);
    ServiceImpl.open(key);
    assertThat(result.await()).isEqualTo("slow x");
    assertThat(types(id)).contains(EventType.TASK_ENDED);
  }

  @Test
  void serviceThatIsNotHostedHereIsAnOrdinaryTask() {
    String id = key();
    start(id, w -> newService(Flows.Nowhere.class, TaskOptions.local()).call());
    until(() -> !describe(id).pendingTasks().isEmpty());
    client().terminate(at(id), "end of test");
  }

  @Test
  void annotationsOfTheServicesClassCount() {
    assertThat(
            run(
                w -> {
                  Annotated service = newService(Annotated.class, TaskOptions.local());
                  String slow;
                  try {
                    slow = service.slow();
                  } catch (TaskTimedOutException e) {
                    slow = "timed out";
                  }
                  return slow + " " + service.laterOn().join();
                }))
        .isEqualTo("timed out later");
  }

  /** Says itself how it is run. */
  public interface Annotated {
    String slow();

    CompletableFuture<String> laterOn();
  }

  /** Two attempts of at most 250 ms. */
  public static final class AnnotatedImpl implements Annotated, WithTimeout, WithRetry {
    @Override
    public Double getTimeoutSeconds() {
      return 0.25;
    }

    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return retryIndex == 0 ? 0.001 : null;
    }

    @Override
    public String slow() {
      try {
        Thread.sleep(5_000);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "slow";
    }

    @Override
    public CompletableFuture<String> laterOn() {
      return CompletableFuture.supplyAsync(() -> "later");
    }
  }

  @Test
  void inBranchesAndScopes() {
    assertThat(
            run(
                w -> {
                  Deferred<String> one = async(() -> local().echo("1") + local().echo("2"));
                  StringBuilder text = new StringBuilder();
                  Cancellation scope = Cancellation.scope(() -> text.append(local().echo("s")));
                  scope.cancel();
                  return one.isCompleted() + one.await() + text + local().echo("e");
                }))
        .isEqualTo("true12se");
  }

  @Test
  void inACancelledScopeItDoesNotRun() {
    String key = key();
    assertThat(
            run(
                w -> {
                  StringBuilder seen = new StringBuilder();
                  Deferred<String> branch =
                      async(
                          () -> {
                            try {
                              w.notes.receive().await();
                            } catch (WorkflowCanceledException e) {
                              try {
                                local().touch(key);
                              } catch (WorkflowCanceledException again) {
                                seen.append("canceled");
                              }
                            }
                            return "";
                          });
                  branch.cancel();
                  branch.await();
                  return seen.toString();
                }))
        .isEqualTo("canceled");
    assertThat(ServiceImpl.calls(key)).isZero();
  }

  @Test
  void stubsOfAWorkflowAreRefusedInsideALocalTask() {
    String key = key();
    assertThat(
            run(
                w -> {
                  STUBS.put(key, local());
                  try {
                    return newService(
                            CallsStub.class, TaskOptions.local().withRetry(RetryPolicy.none()))
                        .call(key);
                  } catch (TaskFailedException e) {
                    return e.getFailure().getName();
                  }
                }))
        .isEqualTo("io.infinitic.exceptions.InvalidStubException");
  }

  /** A service whose task does what it must not. */
  public interface CallsStub {
    String call(String key);
  }

  /** Calls the stub of a workflow. */
  public static final class CallsStubImpl implements CallsStub {
    @Override
    public String call(String key) {
      return STUBS.get(key).echo(key);
    }
  }

  @Test
  void longDecisionsAreRecordedInBetween() {
    String id = key();
    String key = key();
    assertThat(
            start(
                    id,
                    w -> {
                      for (int i = 0; i < 5; i++) {
                        w.s += local().delayed("" + i, 1_000);
                        local().touch(key + i);
                      }
                      return w.s;
                    })
                .await())
        .isEqualTo("01234");
    assertThat(decisions(id)).isBetween(2L, 5L);
    for (int i = 0; i < 5; i++) {
      assertThat(ServiceImpl.calls(key + i)).isEqualTo(1);
    }
  }

  @Test
  void aThousandOneAfterTheOther() {
    String id = key();
    assertThat(
            start(
                    id,
                    w -> {
                      int value = 0;
                      for (int i = 0; i < 1_000; i++) {
                        value = local().inc(value);
                      }
                      return "" + value;
                    })
                .await())
        .isEqualTo("1000");
    assertThat(types(id).stream().filter(EventType.COMMAND::equals)).hasSize(1_001);
  }

  @Test
  void signalsAndQueriesWhileADecisionIsUnfinished() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<String> reader =
                  async(
                      () -> {
                        for (int i = 0; i < 3; i++) {
                          w.list.add(w.notes.receive().await());
                        }
                        return "";
                      });
              Deferred<String> worker =
                  async(
                      () -> {
                        for (int i = 0; i < 6; i++) {
                          w.s += local().delayed("" + i, 700);
                        }
                        return "";
                      });
              worker.await();
              reader.await();
              return w.s + w.list;
            });
    at(id).getNotes().send("a");
    String seen = at(id).state();
    assertThat("012345").startsWith(seen);
    at(id).getNotes().send("b");
    at(id).getNotes().send("c");
    assertThat(at(id).state()).startsWith(seen);
    assertThat(result.await()).isEqualTo("012345[a, b, c]");
    assertThat(decisions(id)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void branchesAndEventsKeepTheirOrderAcrossUnfinishedDecisions() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              List<Deferred<String>> branches = new ArrayList<>();
              for (String name : List.of("x", "y")) {
                branches.add(
                    async(
                        () -> {
                          for (int i = 0; i < 3; i++) {
                            w.list.add(name + local().delayed("" + i, 450));
                            w.list.add(name + newService(Service.class).echo("."));
                          }
                          return name;
                        }));
              }
              Deferred.and(branches).await();
              return "" + w.list;
            });
    assertThat(result.await()).hasSize(12 * 4).contains("x0", "x2", "y0", "y2").endsWith(".]");
  }

  @Test
  void terminatedWhileUnfinished() {
    String id = key();
    String key = key();
    var result = start(id, endless(key));
    until(() -> ServiceImpl.calls(key) >= 2);
    client().terminate(at(id), "enough");
    assertThatThrownBy(result::await).isInstanceOf(WorkflowTerminatedException.class);
    assertThat(describe(id).state()).isEqualTo(WorkflowState.TERMINATED);
  }

  @Test
  void cancelledWhileUnfinished() {
    String id = key();
    String key = key();
    var result = start(id, endless(key));
    until(() -> ServiceImpl.calls(key) >= 2);
    client().cancel(at(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowCanceledException.class);
  }

  private static Lambdas.Script endless(String key) {
    return w -> {
      for (int i = 0; i < 100; i++) {
        local().delayed("", 500);
        local().touch(key);
        if (i % 2 == 1) {
          sleep(Duration.ofMillis(1));
        }
      }
      return "";
    };
  }

  @Test
  void suspendedWhileUnfinished() {
    String id = key();
    String key = key();
    var result =
        start(
            id,
            w -> {
              for (int i = 0; i < 4; i++) {
                local().touch(key);
                w.s += local().delayed("" + i, 900);
              }
              return w.s;
            });
    until(() -> ServiceImpl.calls(key) >= 1);
    client().suspend(at(id));
    until(() -> decisions(id) >= 1);
    assertThat(describe(id).state()).isEqualTo(WorkflowState.SUSPENDED);
    assertThat(at(id).state()).isIn("0", "01", "012"); // it depends on how long sleeping takes
    client().resume(at(id));
    assertThat(result.await()).isEqualTo("0123");
    assertThat(ServiceImpl.calls(key)).isEqualTo(4);
  }

  @Test
  void bugAfterAnUnfinishedDecision() {
    String id = key();
    String script = key();
    Supplier<String> work = () -> local().delayed("a", 1_200) + local().delayed("b", 1_200);
    String name =
        Lambdas.named(
            w -> {
              w.s += work.get();
              local().touch(script);
              throw new IllegalStateException("a bug");
            });
    var workflow =
        client().newWorkflow(Lambdas.Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
    var result = client().dispatch(workflow::run, name);
    untilState(id, WorkflowState.STUCK);
    assertThat(at(id).state()).as("as its last decision left it").isEqualTo("ab");
    Lambdas.replace(
        name,
        w -> {
          w.s += work.get();
          local().touch(script);
          return w.s;
        });
    client().retryWorkflowTask(at(id));
    assertThat(result.await()).isEqualTo("ab");
  }
}
