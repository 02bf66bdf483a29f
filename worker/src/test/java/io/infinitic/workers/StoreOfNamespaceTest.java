package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.StateStore;
import io.infinitic.store.StoreException;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.Position;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.FlowImpl;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A namespace and a store belong together; another store is refused unless it is adopted. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StoreOfNamespaceTest {

  @TempDir Path folder;
  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);

  private InfiniticWorker worker(InMemoryTransport namespace, StateStore store, boolean adopt) {
    return InfiniticWorker.builder()
        .setTransport(namespace)
        .setEngine(store)
        .setAdopt(adopt)
        .setGracePeriod(Duration.ofMillis(100))
        .addService(Service.class, ServiceImpl.class)
        .addWorkflow(Flow.class, FlowImpl.class)
        .build();
  }

  private void runs(InMemoryTransport namespace, StateStore store, boolean adopt, String id) {
    try (InfiniticWorker worker = worker(namespace, store, adopt)) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Flow flow = client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
      assertThat(flow.sequence(2)).isEqualTo(2);
    }
  }

  private void isRefused(InMemoryTransport namespace, StateStore store, String why) {
    try (InfiniticWorker worker = worker(namespace, store, false)) {
      assertThatThrownBy(worker::startAsync)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("INF-1012")
          .hasMessageContaining(why)
          .hasMessageContaining("--adopt");
    }
  }

  @Test
  void emptyStoreIsRefusedWhereThereIsStateElsewhere() {
    InMemoryStore store = new InMemoryStore();
    runs(transport, store, false, "first");
    InMemoryStore empty = new InMemoryStore();
    isRefused(transport, empty, "this one is empty");
    runs(transport, store, false, "second");
    runs(transport, empty, true, "third");
    runs(transport, empty, false, "fourth");
    isRefused(transport, store, "in another store");
  }

  @Test
  void storeOfAnotherNamespaceIsRefused() {
    InMemoryStore store = new InMemoryStore();
    InMemoryTransport other = new InMemoryTransport(2, TimeSource.SYSTEM);
    for (int i = 0; i < 5; i++) {
      runs(other, store, false, "of-the-other-" + i);
    }
    isRefused(transport, store, "of another namespace");
    runs(transport, store, true, "first"); // whose messages come before the other's positions
    try (InfiniticWorker worker = worker(transport, store, false)) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      assertThat(client.getDeferred("of-the-other-3", Integer.class).await())
          .as("what was adopted is kept")
          .isEqualTo(2);
    }
    isRefused(other, store, "of another namespace");
  }

  /** As earlier versions left them: neither knows the other. */
  @Test
  void storeThatKnowsNoNamespaceIsTaken() {
    InMemoryStore before = new InMemoryStore();
    runs(transport, before, false, "first");
    transport.keptIn("");
    before.follow("", false);
    isRefused(transport, new InMemoryStore(), "handled before");
    runs(transport, before, false, "second");
    isRefused(transport, new InMemoryStore(), "this one is empty");
  }

  @Test
  void sqliteFileKnowsItsNamespace() {
    Path file = folder.resolve("engine.db");
    try (SqliteStore store = SqliteStore.open(file)) {
      runs(transport, store, false, "first");
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      runs(transport, store, false, "second");
    }
    try (SqliteStore other = SqliteStore.open(folder.resolve("other.db"))) {
      isRefused(transport, other, "this one is empty");
    }
    try (SqliteStore store = SqliteStore.open(file)) {
      isRefused(new InMemoryTransport(2, TimeSource.SYSTEM), store, "of another namespace");
    }
  }

  /** A log that has lost its end would be skipped in silence until it is as long as before. */
  @Test
  void storeAheadOfItsLogStandsStillUnlessAdopted() {
    InMemoryStore store = new InMemoryStore();
    for (int partition = 0; partition < 2; partition++) {
      store.checkpoint(
          partition,
          store.open(partition).epoch(),
          new Checkpoint(
              new Position(0, 1_000, 0, 1), 0, List.of(), List.of(), List.of(), List.of()));
    }
    try (LogLines log = LogLines.of(EngineHost.class);
        InfiniticWorker worker = worker(transport, store, false)) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      client.dispatchAsync(client.newWorkflow(Flow.class)::sequence, 2);
      for (int partition = 0; partition < 2; partition++) {
        String start =
            "INF-1014 partition " + partition + " stands still: the state is of position";
        ScenarioSuite.until(() -> log.lines().stream().anyMatch(line -> line.startsWith(start)));
      }
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("INF-1014"))
          .allSatisfy(
              line ->
                  assertThat(line)
                      .contains("1000", "Use the store that belongs to this namespace")
                      .contains("start once with --adopt", "engine: { adopt: true }"));
    }
    assertThat(store.open(0).position().entry()).isEqualTo(1_000);
    assertThat(store.open(1).position().entry()).isEqualTo(1_000);
    runs(transport, store, true, "first");
    runs(transport, store, false, "second");
  }
}
