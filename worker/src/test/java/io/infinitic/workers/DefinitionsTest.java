package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Delegated;
import io.infinitic.annotations.Name;
import io.infinitic.annotations.Retry;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.tasks.WithRetry;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

/** Which classes a worker takes, and what their annotations and overloads mean. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class DefinitionsTest {

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
  private final InMemoryStore store = new InMemoryStore();
  private final InfiniticWorker.Builder builder =
      InfiniticWorker.builder().setTransport(transport).setEngine(store);
  private InfiniticWorker worker;

  @AfterEach
  void close() {
    if (worker != null) {
      worker.close();
    }
    transport.close();
  }

  private InfiniticClient start() {
    worker = builder.build();
    worker.startAsync();
    return worker.getClient();
  }

  // ---- overloads

  public interface Over {
    static String over(String a, String b) {
      return a + b;
    }

    static String over(int a, int b) {
      return "" + a + b;
    }

    String over(String value);

    String over(int value);

    String over(List<String> values);

    String over(Set<String> values);
  }

  public static class OverImpl implements Over {
    @Override
    public String over(String value) {
      return "text " + value;
    }

    @Override
    public String over(int value) {
      return "number " + value;
    }

    @Override
    public String over(List<String> values) {
      return "list " + values;
    }

    @Override
    public String over(Set<String> values) {
      return "set " + values;
    }
  }

  public interface Overloaded {
    String run(String value);

    String run(int value);

    String more(String value);

    String more(int value);

    void end();
  }

  public static class OverloadedImpl extends Workflow implements Overloaded {
    private final Over remote = newService(Over.class);
    private final Over local = newService(Over.class, TaskOptions.local());
    private boolean ended;

    @Override
    public String run(String value) {
      await(() -> ended);
      return "run text";
    }

    @Override
    public String run(int value) {
      return String.join(
          ", ",
          remote.over("a"),
          remote.over(value),
          remote.over(List.of("b")),
          remote.over(Set.of("c")),
          local.over("d"),
          local.over(5));
    }

    @Override
    public String more(String value) {
      return "more text";
    }

    @Override
    public String more(int value) {
      return "more number";
    }

    @Override
    public void end() {
      ended = true;
    }
  }

  @Test
  void overloadsAreToldApartByTheirTypes() {
    builder
        .addService(Over.class, OverImpl.class)
        .addWorkflow(Overloaded.class, OverloadedImpl.class);
    InfiniticClient client = start();
    assertThat(client.newWorkflow(Overloaded.class).run(4))
        .isEqualTo("text a, number 4, list [b], set [c], text d, number 5");
    Overloaded started = client.newWorkflow(Overloaded.class);
    var run = client.dispatch(started::run, "x");
    Overloaded running = client.getWorkflowById(Overloaded.class, run.getId());
    assertThat(running.more("x")).isEqualTo("more text");
    assertThat(running.more(1)).isEqualTo("more number");
    running.end();
    assertThat(run.await()).isEqualTo("run text");
  }

  public interface Twice {
    @Name(name = "same")
    void one(String value);

    @Name(name = "same")
    void two(String value);
  }

  public static class TwiceImpl implements Twice {
    @Override
    public void one(String value) {}

    @Override
    public void two(String value) {}
  }

  @Test
  void methodsThatNothingTellsApartAreRefused() {
    assertThatThrownBy(() -> builder.addService(Twice.class, TwiceImpl.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("same name and parameters");
  }

  // ---- annotations

  public static class Once implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return null;
    }
  }

  public static class Thrice implements WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return retryIndex < 2 ? 0.001 : null;
    }
  }

  @Retry(with = Once.class)
  public interface General {
    String fails(String key);
  }

  public interface Annotated extends General {
    @Retry(with = Thrice.class)
    String failsThrice(String key);

    @Delegated
    String later(String key);
  }

  public static class AnnotatedImpl implements Annotated {
    static final AtomicInteger CALLS = new AtomicInteger();

    @Override
    public String fails(String key) {
      throw new IllegalStateException("attempt " + CALLS.incrementAndGet());
    }

    @Override
    public String failsThrice(String key) {
      throw new IllegalStateException("attempt " + CALLS.incrementAndGet());
    }

    @Override
    public String later(String key) {
      return "not this";
    }
  }

  public static class StrongerImpl extends AnnotatedImpl {
    @Override
    @Retry(with = Thrice.class)
    public String fails(String key) {
      return super.fails(key);
    }
  }

  public interface Calling {
    String call(String which);
  }

  public static class CallingImpl extends Workflow implements Calling {
    private final Annotated service = newService(Annotated.class);

    @Override
    public String call(String which) {
      try {
        return switch (which) {
          case "fails" -> service.fails("");
          case "failsThrice" -> service.failsThrice("");
          default -> service.later("");
        };
      } catch (TaskFailedException e) {
        return e.getFailure().getMessage();
      }
    }
  }

  @Test
  void annotationsOfInterfacesCount() {
    builder
        .addService(Annotated.class, AnnotatedImpl.class)
        .addWorkflow(Calling.class, CallingImpl.class);
    InfiniticClient client = start();
    AnnotatedImpl.CALLS.set(0);
    assertThat(client.newWorkflow(Calling.class).call("fails")).isEqualTo("attempt 1");
    AnnotatedImpl.CALLS.set(0);
    assertThat(client.newWorkflow(Calling.class).call("failsThrice")).isEqualTo("attempt 3");
    var later = client.dispatch(client.newWorkflow(Calling.class)::call, "later");
    Calling run = client.getWorkflowById(Calling.class, later.getId());
    ScenarioSuite.until(
        () ->
            client.describe(run).pendingTasks().stream()
                .anyMatch(task -> task.phase() == TaskPhase.DELEGATED));
    String taskId = client.describe(run).pendingTasks().get(0).taskId();
    client.completeDelegatedTask(Annotated.class.getName(), taskId, "this");
    assertThat(later.await()).isEqualTo("this");
  }

  @Test
  void annotationsOfTheClassComeFirst() {
    builder
        .addService(Annotated.class, StrongerImpl.class)
        .addWorkflow(Calling.class, CallingImpl.class);
    InfiniticClient client = start();
    AnnotatedImpl.CALLS.set(0);
    assertThat(client.newWorkflow(Calling.class).call("fails")).isEqualTo("attempt 3");
  }

  // ---- classes that cannot run

  public class Inner extends Workflow implements Calling {
    @Override
    public String call(String which) {
      return which;
    }
  }

  public abstract static class Abstract extends Workflow implements Calling {}

  public static class NeedsMore extends Workflow implements Calling {
    NeedsMore(String more) {}

    @Override
    public String call(String which) {
      return which;
    }
  }

  public static class Throwing extends Workflow implements Calling {
    private final int length = Integer.parseInt("no number");

    @Override
    public String call(String which) {
      return which + length;
    }
  }

  @Test
  void classesThatCannotBeMadeAreRefused() {
    assertThatThrownBy(() -> builder.addWorkflow(Calling.class, Inner.class))
        .hasMessageContaining("inner class");
    assertThatThrownBy(() -> builder.addWorkflow(Calling.class, Abstract.class))
        .hasMessageContaining("abstract");
    assertThatThrownBy(() -> builder.addWorkflow(Calling.class, NeedsMore.class))
        .hasMessageContaining("constructor without parameters");
    assertThatThrownBy(() -> builder.addService(Calling.class, CallingImpl.class))
        .hasMessageContaining("under workflows");
    builder.addWorkflow(Calling.class, Throwing.class);
    assertThatThrownBy(this::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Throwing.class.getName())
        .hasMessageContaining("no number");
  }

  // ---- limits, and what a task leaves behind

  public interface Waiting {
    String wait(boolean retried);
  }

  public static class WaitingImpl extends Workflow implements Waiting {
    private static final TaskOptions SOON =
        TaskOptions.defaults().withScheduleToStart(Duration.ofMillis(50));

    @Override
    public String wait(boolean retried) {
      RetryPolicy twice =
          RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(1)).withMaximumAttempts(2);
      try {
        return newService(Over.class, retried ? SOON.withRetry(twice) : SOON).over("nobody");
      } catch (TaskTimedOutException e) {
        return e.getFailure().getMessage();
      }
    }
  }

  @Test
  void aTaskThatNobodyStartsIsTimedOutUnlessAPolicyRetriesIt() {
    builder.addWorkflow(Waiting.class, WaitingImpl.class);
    InfiniticClient client = start();
    assertThat(client.newWorkflow(Waiting.class).wait(false))
        .contains("scheduleToStart", "attempt 1");
    assertThat(client.newWorkflow(Waiting.class).wait(true))
        .contains("scheduleToStart", "attempt 2");
  }

  public interface Logging {
    String put(String value);
  }

  public static class LoggingImpl implements Logging {
    @Override
    public String put(String value) {
      String before = MDC.get("mine");
      MDC.put("mine", value);
      return before + " " + (MDC.get("taskId") != null) + " " + Task.getRetryIndex();
    }
  }

  public static class LoggingFlow extends Workflow implements Calling {
    @Override
    public String call(String which) {
      Logging service =
          newService(
              Logging.class, which.equals("local") ? TaskOptions.local() : TaskOptions.defaults());
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 5; i++) {
        all.append(service.put("x")).append(',');
      }
      return all.toString();
    }
  }

  @Test
  void loggingContextOfATaskEndsWithIt() {
    builder
        .addService(Logging.class, LoggingImpl.class, ServiceSettings.defaults().withConcurrency(1))
        .addWorkflow(Calling.class, LoggingFlow.class);
    InfiniticClient client = start();
    String clean = "null true 0,".repeat(5);
    assertThat(client.newWorkflow(Calling.class).call("remote")).isEqualTo(clean);
    assertThat(client.newWorkflow(Calling.class).call("local")).isEqualTo(clean);
  }

  // ---- constructors of workflows

  public interface Tenants {
    String tenant();

    io.infinitic.workflows.SendChannel<String> getNotes();
  }

  public static class TenantsImpl extends Workflow implements Tenants {
    private final io.infinitic.workflows.Channel<String> notes = channel();
    private final String tenant = new String(getMeta().get("tenant"));

    @Override
    public String tenant() {
      return tenant;
    }

    @Override
    public io.infinitic.workflows.SendChannel<String> getNotes() {
      return notes;
    }
  }

  @Test
  void constructorMayNeedItsRun() {
    builder.addWorkflow(Tenants.class, TenantsImpl.class);
    InfiniticClient client = start();
    Tenants workflow =
        client.newWorkflow(Tenants.class, Set.of(), java.util.Map.of("tenant", "acme".getBytes()));
    assertThat(workflow.tenant()).isEqualTo("acme");
  }

  public static class WaitsImpl extends Workflow implements Tenants {
    private final io.infinitic.workflows.Channel<String> notes = channel();
    private final String home = inline(() -> "home");

    @Override
    public String tenant() {
      return home;
    }

    @Override
    public io.infinitic.workflows.SendChannel<String> getNotes() {
      return notes;
    }
  }

  @Test
  void factoryMayWrapWhatTheConstructorThrows() {
    builder
        .workflowFactory(
            type -> {
              try {
                return type.getDeclaredConstructor().newInstance();
              } catch (Exception e) {
                throw new IllegalStateException("no bean", e);
              }
            })
        .addWorkflow(Tenants.class, WaitsImpl.class);
    assertThat(start().newWorkflow(Tenants.class).tenant()).isEqualTo("home");
  }
}
