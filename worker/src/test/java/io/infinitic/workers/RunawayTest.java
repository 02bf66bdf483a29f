package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workflow code that never gives its thread back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunawayTest {

  private static final AtomicInteger LOOPS = new AtomicInteger();
  private static volatile boolean mended;

  public enum Place {
    METHOD,
    ASYNC,
    CONDITION,
    FILTER,
    AFTER_METHOD,
    AFTER_ASYNC
  }

  public interface Loop {
    String loop(Place place);

    void set();

    Channel<String> go();
  }

  public static class LoopImpl extends Workflow implements Loop {
    private final Channel<String> go = channel();
    private int looks;
    private boolean isSet;

    @Override
    public Channel<String> go() {
      return go;
    }

    @Override
    public String loop(Place place) {
      switch (place) {
        case METHOD -> spins();
        case ASYNC -> async(LoopImpl::spins).await();
        case CONDITION -> await(() -> looks++ > 0 && spins());
        case FILTER -> go.receive(signal -> spins()).await();
        case AFTER_METHOD -> await(() -> isSet && spins());
        case AFTER_ASYNC -> {
          asyncVoid(
              () -> {
                go.receive().await();
                set();
              });
          await(() -> isSet && spins());
        }
      }
      return "ended";
    }

    @Override
    public void set() {
      isSet = true;
    }

    private static boolean spins() {
      LOOPS.incrementAndGet();
      while (!mended) {
        Thread.onSpinWait();
      }
      LOOPS.decrementAndGet();
      return true;
    }
  }

  @AfterEach
  void endLoops() {
    mended = true;
    ScenarioSuite.until(() -> LOOPS.get() == 0);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void runHasOneThreadThatSpinsAndSaysWhere(Place place) {
    mended = false;
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    InMemoryTransport transport = new InMemoryTransport(1, clock::get);
    ThreadPoolExecutor threads = (ThreadPoolExecutor) Executors.newCachedThreadPool();
    WorkflowVersions versions =
        new WorkflowVersions(List.of(Definition.of(Loop.class.getName(), LoopImpl.class)));
    try (InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(new InMemoryStore())
                .setTimeSource(clock::get)
                .build();
        ReplyInbox inbox = new ReplyInbox(transport, "test")) {
      engine.startAsync();
      InfiniticClient client = engine.getClient();
      WorkflowWorker worker =
          new WorkflowWorker(
              versions,
              transport,
              Environment.of(Payloads.defaults(), threads, 100),
              inbox,
              "w",
              10,
              10);
      Consumption<?> consumption =
          new Consumption<>(
              versions.name(),
              transport,
              transport.workflowTasks(versions.name(), "w", 1),
              worker,
              new Slots(2));
      var run =
          client.dispatch(
              client.newWorkflow(Loop.class, WorkflowOptions.defaults().withWorkflowId("loops"))
                  ::loop,
              place);
      Loop stub = client.getWorkflowById(Loop.class, "loops");
      ScenarioSuite.until(() -> LOOPS.get() > 0 || !client.describe(stub).waits().isEmpty());
      stub.go().send("now");
      if (place == Place.AFTER_METHOD) {
        client.dispatchVoid(stub::set);
      }
      assertThatThrownBy(() -> stub.go().receive())
          .isInstanceOf(InvalidStubException.class)
          .hasMessageContaining("only send");
      for (int attempt = 1; attempt <= 4; attempt++) {
        int now = attempt;
        ScenarioSuite.until(
            () ->
                client.describe(stub).pendingTasks().stream()
                    .anyMatch(task -> task.attempt() == now && task.phase() == TaskPhase.BACKOFF));
        clock.set(client.describe(stub).pendingTasks().get(0).nextAttemptAt().get().toEpochMilli());
        transport.timePassed();
      }
      assertThat(LOOPS).hasValue(1);
      assertThat(client.describe(stub).state()).isEqualTo(WorkflowState.STUCK);
      assertThat(client.describe(stub).incidents().get(0).message())
          .contains("LoopImpl.spins(RunawayTest.java:", "restart the worker");
      mended = true;
      ScenarioSuite.until(() -> threads.getActiveCount() == 0); // or the next attempt is refused
      ScenarioSuite.until(
          () -> { // under load, even code that does not loop may take 100 ms
            if (client.describe(stub).pendingTasks().stream()
                .anyMatch(task -> task.phase() == TaskPhase.BACKOFF)) {
              client.retryWorkflowTask(stub);
            }
            return client.describe(stub).state() == WorkflowState.COMPLETED;
          });
      assertThat(run.await()).isEqualTo("ended");
      consumption.close(1_000);
      worker.close();
    } finally {
      threads.shutdownNow();
    }
  }
}
