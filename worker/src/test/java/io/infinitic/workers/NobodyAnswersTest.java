package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Query;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever asks hears within half a minute that nobody is there who could answer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NobodyAnswersTest {

  public interface Silent {
    String run();

    String call();

    @Query
    String state();

    SendChannel<String> getNotes();
  }

  public interface Broken {
    String run();
  }

  public static class BrokenImpl extends Workflow implements Broken {
    @Override
    public String run() {
      throw new IllegalStateException("a bug");
    }
  }

  private static final String NO_WORKER =
      "no worker is connected for workflow " + Silent.class.getName();

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);

  /** By a thread of its own. */
  private static <T> CompletableFuture<T> beside(Supplier<T> wait) {
    return CompletableFuture.supplyAsync(wait, task -> new Thread(task).start());
  }

  /** One test, as each of these takes its half a minute. */
  @Test
  void withoutAnEngineAndWithoutAWorker() throws Exception {
    InMemoryTransport withEngine = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticClient client = InfiniticClient.builder().setTransport(transport).build();
        InfiniticClient waiting = InfiniticClient.builder().setTransport(withEngine).build();
        InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(withEngine)
                .setEngine(new InMemoryStore())
                .addWorkflow(Broken.class, BrokenImpl.class)
                .build();
        LogLines log = LogLines.of(InfiniticClient.class)) {
      engine.startAsync();
      Silent stub = client.newWorkflow(Silent.class);
      Silent byId = client.getWorkflowById(Silent.class, "a");
      List<CompletableFuture<?>> asked = new ArrayList<>();
      asked.add(client.dispatchAsync(stub::run));
      asked.add(client.dispatchVoidAsync(byId.getNotes()::send, "x"));
      asked.add(client.describeAsync("a"));
      asked.add(client.cancelAsync(byId));
      Broken broken =
          waiting.newWorkflow(Broken.class, WorkflowOptions.defaults().withWorkflowId("stuck"));
      CompletableFuture<String> stuck = beside(waiting.dispatch(broken::run)::await);
      InfiniticClient other = engine.getClient();
      other.dispatch(
          other.newWorkflow(Silent.class, WorkflowOptions.defaults().withWorkflowId("b"))::run);
      Silent running = other.getWorkflowById(Silent.class, "b");
      CompletableFuture<String> direct = beside(running::state);
      Deferred<String> query = other.dispatch(running::state);
      Deferred<String> call = other.dispatch(running::call);
      for (Deferred<String> limited : List.of(query, call)) {
        assertThatThrownBy(() -> limited.await(Duration.ofMillis(10)))
            .isInstanceOf(TimedOutException.class)
            .hasMessageContaining(NO_WORKER);
      }
      for (CompletableFuture<?> one : asked) {
        assertThatThrownBy(one::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TimedOutException.class)
            .hasMessageContaining("no engine has answered ")
            .hasMessageContaining("within 30 s")
            .hasMessageContaining("start a worker with an engine");
      }
      assertThatThrownBy(query::await)
          .isInstanceOf(TimedOutException.class)
          .hasMessageContaining("Silent.state of workflow id b has no answer: " + NO_WORKER);
      assertThatThrownBy(direct::get)
          .hasCauseInstanceOf(TimedOutException.class)
          .hasMessageContaining("Silent.state of workflow id b has no answer: " + NO_WORKER);
      waitIsLogged(log, Silent.class, "b", NO_WORKER);
      waitIsLogged(log, Broken.class, "stuck", "it is STUCK. ", "a bug", "retryWorkflowTask");
      assertThat(stuck).as("it may be mended yet").isNotDone();
    }
  }

  private static void waitIsLogged(LogLines log, Class<?> type, String id, String... why) {
    String start =
        "INF-2016 workflow %s, id %s, has been waited for for ".formatted(type.getName(), id);
    ScenarioSuite.until(
        () ->
            log.lines().stream()
                .anyMatch(
                    line -> line.startsWith(start) && Stream.of(why).allMatch(line::contains)));
  }

  public interface One {
    void take();
  }

  public static class OneImpl implements One {
    static volatile CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public void take() {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public interface Takes {
    void run(int times);
  }

  public static class TakesImpl extends Workflow implements Takes {
    @Override
    public void run(int times) {
      One one = newService(One.class);
      List<io.infinitic.workflows.Deferred<Void>> taken = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        taken.add(dispatchVoid(one::take));
      }
      taken.forEach(io.infinitic.workflows.Deferred::await);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1 of 1 slot for service %s is busy", "2, 2 of 2 slots for service %s are busy"})
  void allSlotsAreTaken(int slots, String text) {
    OneImpl.goOn = new CountDownLatch(1);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addService(One.class, OneImpl.class, ServiceSettings.defaults().withConcurrency(slots))
            .addWorkflow(Takes.class, TakesImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      var run = client.dispatchVoid(client.newWorkflow(Takes.class)::run, slots + 1);
      String busy = text.formatted(One.class.getName());
      ScenarioSuite.until(
          () ->
              client.describe(run.getId()).pendingTasks().stream()
                  .anyMatch(task -> task.problem().equals(Optional.of(busy))));
      assertThatThrownBy(() -> run.await(Duration.ofMillis(10)))
          .isInstanceOf(TimedOutException.class)
          .hasMessageContaining(", " + busy + ")");
      OneImpl.goOn.countDown();
      run.await();
      assertThat(client.workers().get(0).services().get(0).busy()).isZero();
    }
  }
}
