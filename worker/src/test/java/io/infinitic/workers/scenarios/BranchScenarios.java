package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import io.infinitic.workflows.Deferreds;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asynchronous branches and the algebra of deferreds. */
public abstract class BranchScenarios extends Scenarios {

  @Test
  void branchStartsAtOnceAndRunsUntilItsFirstWait() {
    assertThat(
            run(
                w -> {
                  Deferred<String> branch =
                      async(
                          () -> {
                            w.s += "a";
                            sleep(Duration.ofMillis(5));
                            return w.s += "d";
                          });
                  w.s += "b";
                  w.s += "c";
                  return branch.await();
                }))
        .isEqualTo("abcd");
  }

  @Test
  void branchWithoutWaitHasEndedWhenAsyncReturns() {
    assertThat(
            run(
                w -> {
                  Deferred<Integer> five = async(() -> 5);
                  return five.isCompleted() + " " + five.await();
                }))
        .isEqualTo("true 5");
  }

  @Test
  void aHundredBranchesEndInTheirOrder() {
    assertThat(
            run(
                w -> {
                  List<Deferred<Void>> branches = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    int number = i;
                    branches.add(
                        asyncVoid(
                            () -> {
                              await(() -> w.n == number);
                              w.s += number % 10;
                              w.n++;
                            }));
                  }
                  Deferreds.and(branches).await();
                  return w.s;
                }))
        .isEqualTo("0123456789".repeat(10));
  }

  @Test
  void branchesShareFields() {
    assertThat(
            run(
                w -> {
                  Deferred<Void> writer =
                      asyncVoid(
                          () -> {
                            sleep(Duration.ofMillis(5));
                            w.s = "written";
                          });
                  Deferred<String> reader =
                      async(
                          () -> {
                            await(() -> !w.s.isEmpty());
                            return "read " + w.s;
                          });
                  return reader.await() + " " + writer.isCompleted();
                }))
        .isEqualTo("read written true");
  }

  @Test
  void branchInsideABranch() {
    assertThat(
            run(
                w ->
                    async(
                            () -> {
                              Deferred<String> inner =
                                  async(
                                      () -> {
                                        w.s += "1";
                                        Service service = newService(Service.class);
                                        return service.echo("inner");
                                      });
                              w.s += "2";
                              return inner.await() + w.s;
                            })
                        .await()))
        .isEqualTo("inner12");
  }

  @Test
  void failureOfABranchIsThrownWhereItIsAwaited() {
    assertThat(
            run(
                w -> {
                  Deferred<String> branch =
                      async(
                          () -> {
                            throw new IOException("no file");
                          });
                  try {
                    return branch.await();
                  } catch (Exception e) {
                    return e.getMessage() + " " + branch.isFailed();
                  }
                }))
        .isEqualTo("no file true");
  }

  @Test
  void mistakeInABranchThatNobodyAwaitsIsNotLost() {
    assertThat(
            stuckBy(
                w -> {
                  asyncVoid(
                      () -> {
                        throw new IllegalStateException("a mistake");
                      });
                  return "done";
                }))
        .contains("a mistake");
  }

  @Test
  void branchCancelled() {
    assertThat(
            run(
                w -> {
                  Deferred<Void> branch =
                      asyncVoid(
                          () -> {
                            try {
                              sleep(Duration.ofHours(1));
                            } finally {
                              w.s += "cleaned ";
                            }
                          });
                  branch.cancel();
                  await(() -> branch.status() != DeferredStatus.ONGOING);
                  return w.s + branch.status();
                }))
        .isEqualTo("cleaned CANCELED");
  }

  @Test
  void tasksInParallelInOrderOfIndex() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  List<Deferred<Integer>> tasks = new ArrayList<>();
                  for (int i = 0; i < 100; i++) {
                    tasks.add(dispatch(service::inc, i - 1));
                  }
                  List<Integer> results = Deferreds.and(tasks).await();
                  for (int i = 0; i < 100; i++) {
                    if (results.get(i) != i) {
                      return "at " + i + " is " + results.get(i);
                    }
                  }
                  return "in order";
                }))
        .isEqualTo("in order");
  }

  @Test
  void andOfAndsAndOrs() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<String> a = dispatch(service::echo, "a");
                  Deferred<String> b = dispatch(service::echo, "b");
                  Deferred<String> never = dispatch(service::slow, getRunId());
                  Deferred<List<Object>> both = a.and(b);
                  Deferred<Object> first = never.or(both);
                  String result = first.await() + " " + never.status();
                  ServiceImpl.open(getRunId());
                  return result;
                }))
        .isEqualTo("[a, b] ONGOING");
  }

  @Test
  void orOfDeferredsThatHaveEnded() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<String> a = dispatch(service::echo, "a");
                  Deferred<String> b = dispatch(service::echo, "b");
                  a.and(b).await();
                  return Deferreds.or(a, b).await() + Deferreds.or(b, a).await();
                }))
        .isEqualTo("ab");
  }

  @Test
  void andOfNoneIsEmpty() {
    assertThat(run(w -> Deferreds.and(List.<Deferred<String>>of()).await().toString()))
        .isEqualTo("[]");
  }

  @Test
  void statusBetweenTwoWaits() {
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  Deferred<String> slow = dispatch(service::delayed, "x", 30);
                  String seen = "" + slow.isCompleted();
                  service.echo("y");
                  slow.await();
                  return seen + " " + slow.isCompleted();
                }))
        .isEqualTo("false true");
  }

  @Test
  void dispatchOfTwoCallsIsRefused() {
    assertThat(
            stuckBy(
                w -> {
                  Service service = newService(Service.class);
                  return dispatch(() -> service.echo("a") + service.echo("b")).await();
                }))
        .contains("calls 2 stubs");
  }

  @Test
  void deferredAsResultIsRefused() {
    assertThat(
            stuckBy(
                w -> {
                  ReturnsDeferred bad = newService(ReturnsDeferred.class);
                  return "" + dispatch(bad::later);
                }))
        .contains("returns a Deferred");
  }

  /** What a service must not look like. */
  public interface ReturnsDeferred {
    Deferred<String> later();
  }
}
