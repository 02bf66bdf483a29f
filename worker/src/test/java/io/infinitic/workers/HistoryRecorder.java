package io.infinitic.workers;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.HistoryFlows.Basics;
import io.infinitic.workers.HistoryFlows.Locals;
import io.infinitic.workers.HistoryFlows.ServiceImpl;
import io.infinitic.workers.HistoryFlows.Strict;
import io.infinitic.workers.HistoryFlows.StrictImpl_3;
import io.infinitic.workers.HistoryFlows.Talks;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Runs workflows and keeps the histories that are not yet there; those that are stay for ever. */
abstract class HistoryRecorder implements AutoCloseable {

  static final Map<String, Class<?>> IMPLEMENTATIONS =
      Map.of(
          Basics.class.getName(), HistoryBasics.class,
          Talks.class.getName(), HistoryTalks.class,
          Locals.class.getName(), HistoryLocals.class,
          Strict.class.getName(), StrictImpl_3.class);

  private final Path folder;
  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
  private final InMemoryStore store = new InMemoryStore();
  private final InfiniticWorker worker;
  final InfiniticClient client;
  private final RawHistories histories = new RawHistories(transport);

  HistoryRecorder(Path folder) {
    this.folder = folder;
    System.setProperty("infinitic.worker.decisionMillis", "0"); // local tasks stop decisions
    try {
      worker = newWorker();
    } finally {
      System.clearProperty("infinitic.worker.decisionMillis");
    }
    worker.startAsync();
    client = worker.getClient();
  }

  private InfiniticWorker newWorker() {
    return InfiniticWorker.builder()
        .setName("recorder")
        .setTransport(transport)
        .setEngine(store)
        .setGracePeriod(Duration.ofMillis(100))
        .addService(HistoryFlows.Service.class, ServiceImpl.class)
        .addWorkflow(Basics.class, HistoryBasics.class)
        .addWorkflow(Talks.class, HistoryTalks.class)
        .addWorkflow(Locals.class, HistoryLocals.class)
        .addWorkflow(Strict.class, StrictImpl_3.class)
        .build();
  }

  /** Lets all workflows run that have a history. */
  abstract void recordAll() throws IOException;

  /** What happens to a workflow. */
  interface Story {
    void tell(String id, Talks flow);
  }

  void basic(String id, Consumer<Basics> story) throws IOException {
    record(id, Basics.class, story);
  }

  void talk(String id, Story story) throws IOException {
    record(id, Talks.class, flow -> story.tell(id, flow));
  }

  <T> void record(String id, Class<T> type, Consumer<T> story) throws IOException {
    if (!Files.exists(file(id, 1))) {
      story.accept(client.newWorkflow(type, WorkflowOptions.defaults().withWorkflowId(id)));
      keep(id, type);
      ServiceImpl.open(id); // for tasks that nobody waits for any more
    }
  }

  /** All runs of the workflow, after they have ended. */
  void keep(String id, Class<?> type) throws IOException {
    var query = WorkflowQuery.all().withIdPrefix(id).withName(type.getName());
    ScenarioSuite.until(
        () -> client.list(query.withState(WorkflowState.RUNNING)).items().isEmpty());
    var runs =
        client.list(query).items().stream().filter(run -> run.workflowId().equals(id)).toList();
    for (int i = 1; i <= runs.size(); i++) {
      Path file = file(id, i);
      if (!Files.exists(file)) {
        String runId = runs.get(runs.size() - i).runId();
        Class<?> implementation = IMPLEMENTATIONS.get(type.getName());
        new HistoryFile(type.getName(), implementation.getName(), histories.read(id, runId))
            .write(file);
      }
    }
  }

  private Path file(String id, int run) {
    return folder.resolve(id + (run == 1 ? "" : "-" + run) + ".json");
  }

  void revive(String id, String task) {
    ServiceImpl.repair(id + task);
    client.retryTasks(client.getWorkflowById(Basics.class, id));
  }

  void send(String id, String... notes) {
    for (String note : notes) {
      client.getWorkflowById(Talks.class, id).getNotes().send(note);
    }
  }

  /** Opens the gate when the history has as many events. */
  void gated(String id, Deferred<?> result, int events) {
    untilEvents(id, events);
    ServiceImpl.open(id);
    result.await();
  }

  void untilEvents(String id, int count) {
    ScenarioSuite.until(
        () ->
            histories.read(id, null).stream()
                    .filter(event -> !(event.body() instanceof SignalReceived))
                    .count()
                >= count);
  }

  static void failing(Runnable call) {
    try {
      call.run();
    } catch (InfiniticException e) {
      return; // as it should
    }
    throw new AssertionError("has not failed");
  }

  @Override
  public void close() {
    histories.close();
    worker.close();
    transport.close();
    store.close();
  }
}
