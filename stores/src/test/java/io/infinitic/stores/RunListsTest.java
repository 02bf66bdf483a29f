package io.infinitic.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.Checkpoint.RowChange;
import io.infinitic.store.RunLists;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Position;
import io.infinitic.wire.StoredCodec;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of runs: those that need a person, also in a store that an older version made. */
class RunListsTest {

  private static final RunQuery ALL =
      new RunQuery(null, null, null, null, 0, Long.MAX_VALUE, false, 0);

  @TempDir Path folder;

  private StateStore store(StateStoreContractTest.Kind kind) {
    return kind == StateStoreContractTest.Kind.MEMORY
        ? new InMemoryStore()
        : SqliteStore.open(folder.resolve("engine.db"));
  }

  private static RunState run(String id, int incidents, boolean stuck) {
    Incident incident = new Incident("fix it", null, 1, 1, IncidentType.WORKFLOW_STUCK, null, 1);
    return new RunState()
        .withWorkflowId("order-" + id)
        .withRunId(id)
        .withRequestId("")
        .withWorkflowName("Order")
        .withMainMethodId("")
        .withStatus(stuck ? RunStatus.STUCK : RunStatus.RUNNING)
        .withStartedAtMillis(5)
        .withTags(List.of())
        .withMeta(Map.of())
        .withDecidedBy("")
        .withWaits(List.of())
        .withChain("")
        .withRetryWithRevival(List.of())
        .withNotes(List.of())
        .withIncident(stuck ? incident : null)
        .withIncidents(incidents);
  }

  private static void save(StateStore store, RunState... runs) {
    long epoch = store.open(0).epoch();
    store.checkpoint(
        0,
        epoch,
        new Checkpoint(
            new Position(1, 1, 0, 1),
            1,
            List.of(),
            List.of(runs).stream()
                .map(
                    run ->
                        new RowChange(
                            new RowKey(run.runId(), RowKind.RUN, ""), StoredCodec.encode(run), 0))
                .toList(),
            List.of(runs).stream().map(RunLists::summary).toList(),
            List.of()));
  }

  private static List<String> ids(StateStore store, RunQuery query) {
    return store.runs(0, query, Long.MAX_VALUE, "", 10).stream().map(RunSummary::runId).toList();
  }

  @ParameterizedTest
  @EnumSource
  void listsRunsWithIncidents(StateStoreContractTest.Kind kind) {
    try (StateStore store = store(kind)) {
      save(store, run("a", 0, false), run("b", 2, false), run("c", 0, true));
      assertThat(ids(store, ALL)).containsExactly("a", "b", "c");
      assertThat(ids(store, ALL.withWithIncidents(true))).containsExactly("b", "c");
      save(store, run("b", 0, false));
      assertThat(ids(store, ALL.withWithIncidents(true))).containsExactly("c");
    }
  }

  @ParameterizedTest
  @EnumSource
  void listsRunsByHowOftenATaskHasFailed(StateStoreContractTest.Kind kind) {
    try (StateStore store = store(kind)) {
      save(
          store,
          run("a", 0, false),
          run("b", 0, false).withFailedAttempts(3),
          run("c", 0, false).withFailedAttempts(8));
      assertThat(ids(store, ALL.withFailedAttempts(1))).containsExactly("b", "c");
      assertThat(ids(store, ALL.withFailedAttempts(4))).containsExactly("c");
      assertThat(ids(store, ALL)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void storeOfFormat2IsBroughtToThePresentOne() throws Exception {
    Path file = folder.resolve("engine.db");
    try (StateStore store = SqliteStore.open(file)) {
      save(store, run("a", 0, false), run("c", 0, true));
    }
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      StateStoreContractTest.backToFormat3(statement);
      statement.executeUpdate("DROP INDEX run_incidents");
      statement.executeUpdate("ALTER TABLE run DROP COLUMN incidents");
      statement.executeUpdate("PRAGMA user_version = 2");
    }
    try (StateStore store = SqliteStore.open(file)) {
      assertThat(ids(store, ALL)).containsExactly("a", "c");
      assertThat(ids(store, ALL.withWithIncidents(true))).containsExactly("c");
    }
  }
}
