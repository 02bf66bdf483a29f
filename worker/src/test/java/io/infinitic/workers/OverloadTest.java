package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.ClaimWorkflowTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Subscription;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers that are late make workflows late, and nothing else. Time is moved by hand. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OverloadTest {

  private static final int RUNS = 100;

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  private final InMemoryTransport transport = new InMemoryTransport(2, clock::get);
  private final Queue<Object> sent = new ConcurrentLinkedQueue<>();
  private final InMemoryStore store = new InMemoryStore();
  private InfiniticWorker engine;
  private InfiniticClient client;

  public interface Sleeper {
    String sleepDay();
  }

  public static class SleeperImpl extends Workflow implements Sleeper {
    @Override
    public String sleepDay() {
      sleep(Duration.ofDays(1));
      return "awake";
    }
  }

  @BeforeEach
  void start() {
    engine =
        InfiniticWorker.builder()
            .setName("engine")
            .setTransport(transport)
            .setEngine(store)
            .setTimeSource(clock::get)
            .build();
    engine.startAsync();
    client = engine.getClient();
  }

  @AfterEach
  void end() {
    engine.close();
  }

  private InfiniticWorker worker() {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(
                new ForwardingTransport(transport) {
                  @Override
                  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
                    if (message instanceof EngineMessage m) {
                      sent.add(m.body());
                    }
                    return super.send(to, message);
                  }
                })
            .addWorkflow(Sleeper.class, SleeperImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  private long sent(Class<?> type) {
    return sent.stream().filter(type::isInstance).count();
  }

  private void passes(Duration time) {
    clock.addAndGet(time.toMillis());
    transport.timePassed();
  }

  private int attempt(String id) {
    return client
        .describe(client.getWorkflowById(Sleeper.class, id))
        .pendingTasks()
        .get(0)
        .attempt();
  }

  /** Lets the limits of WorkflowTasks run out, until the run is at that attempt. */
  private void untilAttempt(int attempt, String... ids) {
    for (int before = 1; before < attempt; before++) {
      passes(Duration.ofSeconds(10L << (before - 1)));
      int next = before + 1;
      ScenarioSuite.until(() -> Arrays.stream(ids).allMatch(id -> attempt(id) == next));
    }
  }

  @Test
  void repetitionsThatHavePiledUpAreNotExecuted() {
    List<Deferred<String>> sleeping = new ArrayList<>();
    try (InfiniticWorker worker = worker()) {
      for (int i = 0; i < RUNS; i++) {
        sleeping.add(client.dispatch(client.newWorkflow(Sleeper.class)::sleepDay));
      }
      ScenarioSuite.until(() -> sent(WorkflowTaskCompleted.class) == RUNS);
      ScenarioSuite.until(
          () ->
              sleeping.stream()
                  .map(run -> client.getWorkflowById(Sleeper.class, run.getId()))
                  .allMatch(run -> client.describe(run).timers().size() == 1));
    }
    sent.clear();
    passes(Duration.ofDays(1));
    String[] ids = sleeping.stream().map(Deferred::getId).toArray(String[]::new);
    ScenarioSuite.until(
        () ->
            Arrays.stream(ids)
                .map(id -> client.describe(client.getWorkflowById(Sleeper.class, id)))
                .noneMatch(run -> run.pendingTasks().isEmpty()));
    untilAttempt(4, ids);
    try (InfiniticWorker worker = worker()) {
      sleeping.forEach(one -> assertThat(one.await()).isEqualTo("awake"));
    }
    assertThat(sent(WorkflowTaskCompleted.class)).isEqualTo(RUNS);
    assertThat(sent(GetHistory.class)).isEqualTo(RUNS);
  }

  private Delivery<ExecuteWorkflowTask> take(Subscription<ExecuteWorkflowTask> hand)
      throws InterruptedException {
    Delivery<ExecuteWorkflowTask> delivery = null;
    while (delivery == null) {
      delivery = hand.receive(100);
    }
    return delivery;
  }

  private Deferred<String> start(String id) {
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId(id);
    return client.dispatch(client.newWorkflow(Sleeper.class, options)::sleepDay);
  }

  @Test
  void workerThatLosesWhatItHasTakenIsReplaced() throws InterruptedException {
    Deferred<String> run = start("lost");
    Subscription<ExecuteWorkflowTask> hand =
        transport.workflowTasks(Sleeper.class.getName(), "hand", 1);
    take(hand).acknowledge();
    hand.close();
    untilAttempt(2, "lost");
    try (InfiniticWorker worker = worker()) {
      ScenarioSuite.until(() -> sent(WorkflowTaskCompleted.class) == 1);
      assertThat(sent(ClaimWorkflowTask.class)).isEqualTo(1);
      ScenarioSuite.until(
          () ->
              client.describe(client.getWorkflowById(Sleeper.class, "lost")).timers().size() == 1);
      passes(Duration.ofDays(1));
      assertThat(run.await()).isEqualTo("awake");
    }
  }

  @Test
  void workerThatKnowsNothingDoesNotRepeatWhatAnotherHasDecided() throws InterruptedException {
    start("decided");
    Subscription<ExecuteWorkflowTask> hand =
        transport.workflowTasks(Sleeper.class.getName(), "hand", 1);
    Delivery<ExecuteWorkflowTask> first = take(hand);
    untilAttempt(2, "decided");
    ExecuteWorkflowTask task = first.message();
    transport.send(
        new Destination.Engine("decided"),
        new EngineMessage(
            new WorkflowTaskCompleted(
                "decided",
                task.runId(),
                1,
                1,
                0,
                true,
                List.of(),
                "hand",
                0,
                List.of(),
                false,
                0,
                null)));
    transport.flush();
    first.acknowledge();
    hand.close();
    ScenarioSuite.until(
        () ->
            client
                .describe(client.getWorkflowById(Sleeper.class, "decided"))
                .pendingTasks()
                .isEmpty());
    try (InfiniticWorker worker = worker()) {
      ScenarioSuite.until(() -> sent(ClaimWorkflowTask.class) == 1);
      start("after").getId();
      ScenarioSuite.until(() -> sent(WorkflowTaskCompleted.class) == 1);
    }
    assertThat(sent.stream().filter(WorkflowTaskCompleted.class::isInstance))
        .allSatisfy(
            done -> assertThat(((WorkflowTaskCompleted) done).workflowId()).isEqualTo("after"));
  }
}
