package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowState;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workflow code that never gives its thread back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunawayTest {

  private static final AtomicInteger LOOPS = new AtomicInteger();
  private static volatile boolean mended;

  public interface Loop {
    String spin();
  }

  public static class LoopImpl extends Workflow implements Loop {
    @Override
    public String spin() {
      LOOPS.incrementAndGet();
      while (!mended) {
        Thread.onSpinWait();
      }
      LOOPS.decrementAndGet();
      return "ended";
    }
  }

  @Test
  void runHasOneThreadThatSpinsAndSaysWhere() {
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    InMemoryTransport transport = new InMemoryTransport(1, clock::get);
    ExecutorService threads = Executors.newCachedThreadPool();
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
                  ::spin);
      Object stub = client.getWorkflowById(Loop.class, "loops");
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
          .contains("RunawayTest.java", "restart the worker");
      mended = true;
      ScenarioSuite.until(() -> LOOPS.get() == 0);
      ScenarioSuite.until(
          () ->
              client.describe(stub).pendingTasks().stream()
                  .allMatch(task -> task.phase() == TaskPhase.BACKOFF));
      client.retryWorkflowTask(stub);
      assertThat(run.await()).isEqualTo("ended");
      consumption.close(1_000);
      worker.close();
    } finally {
      mended = true;
      threads.shutdownNow();
    }
  }
}
