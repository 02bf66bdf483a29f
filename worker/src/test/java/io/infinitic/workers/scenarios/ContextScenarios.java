package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Timeout;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.interceptors.MdcPropagator;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What travels from call to call, and what is called around calls. */
public abstract class ContextScenarios extends Scenarios {

  private static final String TRACE = "scenario.trace";

  /** Methods that workflow interceptors have seen, by workflow id. */
  private static final Map<String, List<String>> SEEN = new ConcurrentHashMap<>();

  /** What the worker of the scenarios has. */
  public static InfiniticWorker.Builder configure(InfiniticWorker.Builder builder) {
    return builder
        .addContextPropagator(MdcPropagator.of(TRACE))
        .addWorkflowInterceptor(
            call -> {
              Object result = call.proceed();
              SEEN.computeIfAbsent(getWorkflowId(), id -> new CopyOnWriteArrayList<>())
                  .add(call.method().getName() + call.arguments().size());
              return "intercept".equals(result) ? "intercepted" : result;
            })
        .addService(Traces.class, TracesImpl.class)
        .addService(Slow.class, SlowImpl.class)
        .addWorkflow(Brief.class, BriefImpl.class)
        .addWorkflow(Future.class, FutureImpl.class);
  }

  /** Tells what a task sees. */
  public interface Traces {
    String trace();
  }

  /** Of its thread, and of its meta data. */
  public static final class TracesImpl implements Traces {
    @Override
    public String trace() {
      byte[] meta = Task.getMeta().get("mdc." + TRACE);
      String sent = meta == null ? "none" : new String(meta, StandardCharsets.UTF_8);
      return MDC.get(TRACE) + "=" + sent;
    }
  }

  /** 100 ms. */
  public static final class Brevity implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return 0.1;
    }
  }

  /** None. */
  public static final class Unlimited implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return null;
    }
  }

  /** Tasks that are limited by their interface. */
  @Timeout(with = Brevity.class)
  public interface Slow {
    String limited(int millis);

    @Timeout(with = Unlimited.class)
    String unlimited(int millis);
  }

  /** Takes its time. */
  public static final class SlowImpl implements Slow {
    @Override
    public String limited(int millis) {
      return unlimited(millis);
    }

    @Override
    public String unlimited(int millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return "done";
    }
  }

  /** A run that is limited by its interface. */
  public interface Brief {
    @Timeout(with = Brevity.class)
    String wait(int millis);
  }

  /** Sleeps. */
  public static final class BriefImpl extends Workflow implements Brief {
    @Override
    public String wait(int millis) {
      sleep(Duration.ofMillis(millis));
      return "done";
    }
  }

  /** A method that returns a future. */
  public interface Future {
    CompletableFuture<List<String>> list(String value);
  }

  /** Calls it itself, too. */
  public static final class FutureImpl extends Workflow implements Future {
    @Override
    public CompletableFuture<List<String>> list(String value) {
      if (value.length() > 1) {
        return newWorkflow(Future.class).list(value.substring(1));
      }
      return CompletableFuture.completedFuture(List.of(value));
    }
  }

  private String traced(String trace, Lambdas.Script script) {
    MDC.put(TRACE, trace);
    try {
      return run(script);
    } finally {
      MDC.remove(TRACE);
    }
  }

  @Test
  void loggingContextTravelsToTasksBranchesAndChildren() {
    String child = Lambdas.named(w -> MDC.get(TRACE) + newService(Traces.class).trace());
    String seen =
        traced(
            "t1",
            w -> {
              String own = MDC.get(TRACE);
              String task = newService(Traces.class).trace();
              String local = newService(Traces.class, TaskOptions.local()).trace();
              Deferred<String> branch =
                  async(
                      () -> {
                        sleep(Duration.ofMillis(2));
                        return MDC.get(TRACE);
                      });
              return String.join(
                  " ", own, task, local, branch.await(), newWorkflow(Lambda.class).run(child));
            });
    assertThat(seen).isEqualTo("t1 t1=t1 t1=t1 t1 t1t1=t1");
    assertThat(run(w -> MDC.get(TRACE) + " " + newService(Traces.class).trace()))
        .as("nothing stays behind")
        .isEqualTo("null null=none");
  }

  @Test
  void logLinesOfTheCodeHaveItsIds() {
    String ids =
        run(
            w -> {
              String first = MDC.get("workflowId") + " " + MDC.get("runId");
              sleep(Duration.ofMillis(2));
              String later = async(() -> MDC.get("workflowId") + " " + MDC.get("runId")).await();
              return (getWorkflowId() + " " + getRunId()) + "=" + first + "=" + later;
            });
    assertThat(ids.split("=")).hasSize(3).containsOnly(ids.split("=")[0]);
  }

  @Test
  void whatTheCodeChangesGoesOnAndWhatIsGivenIsStronger() {
    assertThat(
            traced(
                "t1",
                w -> {
                  MDC.put(TRACE, "t2");
                  Traces given =
                      newService(
                          Traces.class,
                          TaskOptions.defaults()
                              .withMeta(
                                  Map.of("mdc." + TRACE, "t3".getBytes(StandardCharsets.UTF_8))));
                  return newService(Traces.class).trace() + " " + given.trace();
                }))
        .isEqualTo("t2=t2 t3=t3");
  }

  @Test
  void contextOfAQueryIsThatOfTheRun() {
    String id = key();
    MDC.put(TRACE, "q");
    try {
      start(id, w -> w.notes.receive().await());
    } finally {
      MDC.remove(TRACE);
    }
    until(() -> !describe(id).waits().isEmpty());
    assertThat(at(id).ask(Lambdas.named(w -> MDC.get(TRACE)))).isEqualTo("q");
    at(id).getNotes().send("end");
  }

  @Test
  void interceptorsAreAroundMethodsAlsoInReplaysAndNotAroundQueries() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              sleep(Duration.ofMillis(2));
              w.notes.receive().await();
              return "intercept";
            });
    assertThat(at(id).state()).isEmpty();
    assertThat(at(id).call(Lambdas.named(w -> "called"))).isEqualTo("called");
    at(id).getNotes().send("end");
    assertThat(result.await()).isEqualTo("intercepted");
    assertThat(SEEN.get(id)).contains("call1", "run1");
    assertThat(SEEN.get(id)).noneMatch(seen -> seen.startsWith("state"));
  }

  @Test
  void interfaceLimitsTasks() {
    String seen =
        run(
            w -> {
              Slow slow =
                  newService(Slow.class, TaskOptions.defaults().withRetry(RetryPolicy.none()));
              Slow patient =
                  newService(
                      Slow.class,
                      TaskOptions.defaults().withScheduleToClose(Duration.ofSeconds(9)));
              String limited;
              try {
                limited = slow.limited(5_000);
              } catch (TaskTimedOutException e) {
                limited = "timed out";
              }
              return limited + " " + slow.unlimited(200) + " " + patient.limited(200);
            });
    assertThat(seen).isEqualTo("timed out done done");
  }

  @Test
  void interfaceLimitsRuns() {
    assertThatThrownBy(() -> client().newWorkflow(Brief.class).wait(5_000))
        .isInstanceOf(WorkflowTimedOutException.class);
    var patient = WorkflowOptions.defaults().withTimeout(Duration.ofSeconds(9));
    assertThat(client().<Brief>newWorkflow(Brief.class, patient).wait(200)).isEqualTo("done");
    assertThat(
            run(
                w -> {
                  try {
                    return newWorkflow(Brief.class).wait(5_000);
                  } catch (WorkflowTimedOutException e) {
                    return "timed out";
                  }
                }))
        .isEqualTo("timed out");
  }

  @Test
  void futuresOfWorkflowsAreCompleted() throws Exception {
    Future future = client().newWorkflow(Future.class);
    CompletableFuture<List<String>> list = future.list("abc");
    assertThat(list).isCompletedWithValue(List.of("c"));
    assertThat(client().dispatch(future::list, "x").await().get()).containsExactly("x");
  }
}
