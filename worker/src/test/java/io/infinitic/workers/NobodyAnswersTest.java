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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks hears within half a minute that nobody is there who could answer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NobodyAnswersTest {

  public interface Silent {
    String run();

    @Query
    String state();

    SendChannel<String> getNotes();
  }

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);

  @Test
  void withoutAnEngineAndWithoutAWorker() throws Exception {
    InMemoryTransport withEngine = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticClient client = InfiniticClient.builder().setTransport(transport).build();
        InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(withEngine)
                .setEngine(new InMemoryStore())
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
      InfiniticClient other = engine.getClient();
      other.dispatch(
          other.newWorkflow(Silent.class, WorkflowOptions.defaults().withWorkflowId("b"))::run);
      Silent running = other.getWorkflowById(Silent.class, "b");
      Deferred<String> query = other.dispatch(running::state);
      for (CompletableFuture<?> one : asked) {
        assertThatThrownBy(one::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(TimedOutException.class)
            .hasMessageContaining("no engine has answered ")
            .hasMessageContaining("start a worker with an engine");
      }
      assertThatThrownBy(query::await)
          .isInstanceOf(TimedOutException.class)
          .hasMessageContaining("Silent.state of workflow id b has no answer")
          .hasMessageContaining("no worker is connected for workflow " + Silent.class.getName());
      assertThat(log.lines())
          .as("who waits for a run that no worker takes")
          .anyMatch(
              line ->
                  line.startsWith("INF-2016 workflow " + Silent.class.getName() + ", id b")
                      && line.contains("no worker is connected for workflow"));
    }
  }

  public interface One {
    void take();
  }

  public static class OneImpl implements One {
    static final CountDownLatch GO_ON = new CountDownLatch(1);

    @Override
    public void take() {
      try {
        GO_ON.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  public interface Twice {
    void run();
  }

  public static class TwiceImpl extends Workflow implements Twice {
    @Override
    public void run() {
      One one = newService(One.class);
      var first = dispatchVoid(one::take);
      dispatchVoid(one::take).await();
      first.await();
    }
  }

  @Test
  void allSlotsAreTaken() {
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .addService(One.class, OneImpl.class, ServiceSettings.defaults().withConcurrency(1))
            .addWorkflow(Twice.class, TwiceImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      var run = client.dispatchVoid(client.newWorkflow(Twice.class)::run);
      ScenarioSuite.until(
          () ->
              client.describe(run.getId()).pendingTasks().stream()
                  .anyMatch(
                      task ->
                          task.problem()
                              .orElse("")
                              .equals(
                                  "1 of 1 slot for service %s is busy"
                                      .formatted(One.class.getName()))));
      OneImpl.GO_ON.countDown();
      run.await();
      assertThat(client.workers().get(0).services().get(0).busy()).isZero();
    }
  }
}
