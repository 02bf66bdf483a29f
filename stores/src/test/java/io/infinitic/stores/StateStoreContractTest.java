package io.infinitic.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.engine.Ids;
import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.Waiter;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.Checkpoint.RowChange;
import io.infinitic.store.Checkpoint.StoredEvent;
import io.infinitic.store.StaleEpochException;
import io.infinitic.store.StateStore;
import io.infinitic.store.StateStore.DueTimer;
import io.infinitic.store.StateStore.Row;
import io.infinitic.store.StoreException;
import io.infinitic.transport.Position;
import io.infinitic.wire.StoredCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every state store does. */
class StateStoreContractTest {

  enum Kind {
    MEMORY,
    SQLITE
  }

  @TempDir Path folder;
  private final List<StateStore> open = new ArrayList<>();

  private StateStore store(Kind kind) {
    StateStore store =
        kind == Kind.MEMORY ? new InMemoryStore() : SqliteStore.open(folder.resolve("engine.db"));
    open.add(store);
    return store;
  }

  @AfterEach
  void close() {
    open.forEach(StateStore::close);
  }

  private static RowChange waiter(String owner, String id) {
    return new RowChange(
        new RowKey(owner, RowKind.WAITER, id),
        StoredCodec.encode(new Waiter(id, "m", "r", null, 0)),
        0);
  }

  private static RowChange timer(String owner, String id, long due) {
    return new RowChange(
        new RowKey(owner, RowKind.TIMER, id),
        StoredCodec.encode(new TimerState(TimerPurpose.USER, 1, 0, due, null)),
        due);
  }

  private static StoredEvent event(String run, long id) {
    return new StoredEvent(
        run,
        id,
        StoredCodec.encode(new HistoryEvent(id, id * 10, new RunEnded(RunStatus.COMPLETED, null))));
  }

  private static Checkpoint checkpoint(
      int entry, List<String> forgotten, List<RowChange> rows, List<StoredEvent> events) {
    return new Checkpoint(
        new Position(3, entry, 1, 2), entry * 100L, forgotten, rows, List.of(), events);
  }

  @ParameterizedTest
  @EnumSource
  void keepsPositionTimeAndRows(Kind kind) {
    StateStore store = store(kind);
    var first = store.open(0);
    assertThat(first.position()).isEqualTo(Position.START);
    store.checkpoint(
        0,
        first.epoch(),
        checkpoint(
            5,
            List.of(),
            List.of(waiter("run", "b"), waiter("run", "a"), waiter("other", "c")),
            List.of()));

    var second = store.open(0);
    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(second.position()).isEqualTo(new Position(3, 5, 1, 2));
    assertThat(second.nowMillis()).isEqualTo(500);
    assertThat(store.load(0, "run")).extracting(row -> row.key().id()).containsExactly("a", "b");
    Row row = store.load(0, "other").get(0);
    assertThat(StoredCodec.decode(Waiter.class, row.bytes()))
        .isEqualTo(new Waiter("c", "m", "r", null, 0));
    assertThat(store.load(1, "run")).as("another partition").isEmpty();
    assertThat(store.open(1).position()).isEqualTo(Position.START);
  }

  @ParameterizedTest
  @EnumSource
  void refusesAStaleOwner(Kind kind) {
    StateStore store = store(kind);
    long stale = store.open(0).epoch();
    long current = store.open(0).epoch();
    assertThatThrownBy(
            () ->
                store.checkpoint(
                    0, stale, checkpoint(1, List.of(), List.of(waiter("run", "a")), List.of())))
        .isInstanceOf(StaleEpochException.class);
    assertThat(store.load(0, "run")).isEmpty();
    store.checkpoint(0, current, checkpoint(2, List.of(), List.of(waiter("run", "b")), List.of()));
    assertThat(store.load(0, "run")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void replacesAndRemovesRows(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    store.checkpoint(
        0, epoch, checkpoint(1, List.of(), List.of(timer("run", "t", 500)), List.of()));
    store.checkpoint(
        0, epoch, checkpoint(2, List.of(), List.of(timer("run", "t", 900)), List.of()));
    assertThat(store.timers(0, 0, 1_000, 10)).containsExactly(new DueTimer(900, "run", "t"));
    store.checkpoint(
        0,
        epoch,
        checkpoint(
            3,
            List.of(),
            List.of(new RowChange(new RowKey("run", RowKind.TIMER, "t"), null, 0)),
            List.of()));
    assertThat(store.timers(0, 0, 1_000, 10)).isEmpty();
    assertThat(store.load(0, "run")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void findsTimersByTheirTime(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    List<RowChange> timers = new ArrayList<>();
    for (int i = 100; i > 0; i--) {
      timers.add(timer("run" + i % 7, "t" + i, i));
    }
    store.checkpoint(0, epoch, checkpoint(1, List.of(), timers, List.of()));
    assertThat(store.timers(0, 10, 20, 100))
        .extracting(DueTimer::dueMillis)
        .containsExactly(11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
    assertThat(store.timers(0, 0, 1_000, 3))
        .extracting(DueTimer::dueMillis)
        .containsExactly(1L, 2L, 3L);
    assertThat(store.timers(1, 0, 1_000, 3)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void keepsRetentionsApartFromTimersThatAreAwaited(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    List<RowChange> timers = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      timers.add(timer("run" + i, Ids.RETENTION, i));
      timers.add(timer("run" + i, "t", i * 10));
    }
    store.checkpoint(0, epoch, checkpoint(1, List.of(), timers, List.of()));
    assertThat(store.timers(0, 0, 30, 9))
        .extracting(DueTimer::dueMillis)
        .containsExactly(10L, 20L, 30L);
    assertThat(store.retentions(0, 2, 30, 2))
        .extracting(DueTimer::dueMillis)
        .containsExactly(3L, 4L);
  }

  @ParameterizedTest
  @EnumSource
  void knowsWhichItIsAndOfWhichLog(Kind kind) {
    StateStore store = store(kind);
    assertThat(store.id()).isNotEmpty();
    assertThat(store.log()).isEmpty();
    assertThat(store.isEmpty()).isTrue();
    long epoch = store.open(0).epoch();
    assertThat(store.isEmpty()).as("nothing was stored yet").isTrue();
    store.checkpoint(0, epoch, checkpoint(9, List.of(), List.of(waiter("run", "a")), List.of()));
    assertThat(store.isEmpty()).isFalse();
    store.follow("one", false);
    assertThat(store.log()).isEqualTo("one");
    assertThat(store.open(0).position().entry()).isEqualTo(9);
    store.follow("other", true);
    assertThat(store.log()).isEqualTo("other");
    assertThat(store.open(0).position()).isEqualTo(Position.START);
    assertThat(store.load(0, "run")).as("its state is kept").hasSize(1);
  }

  @Test
  void sqliteKeepsItsIdentityAlsoInACopy() throws Exception {
    StateStore store = store(Kind.SQLITE);
    String id = store.id();
    store.follow("log", false);
    store.close();
    open.clear();
    Path copy = folder.resolve("copy.db");
    Files.copy(folder.resolve("engine.db"), copy);
    try (StateStore copied = SqliteStore.open(copy);
        StateStore other = SqliteStore.open(folder.resolve("other.db"))) {
      assertThat(copied.id()).isEqualTo(id);
      assertThat(copied.log()).isEqualTo("log");
      assertThat(other.id()).isNotEqualTo(id);
    }
  }

  @Test
  void sqliteFindsAwaitedTimersByAnIndexOfTheirOwn() throws Exception {
    store(Kind.SQLITE);
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("engine.db"));
        var statement = connection.createStatement()) {
      for (boolean awaited : new boolean[] {true, false}) {
        String query = SqliteTimers.select(awaited).replace("?", "1");
        try (var plan = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
          assertThat(plan.getString("detail")).contains(awaited ? "row_awaited" : "row_retention");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void givesHistoryInPages(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    List<StoredEvent> events = new ArrayList<>();
    for (int i = 1; i <= 25; i++) {
      events.add(event("run", i));
    }
    events.add(event("other", 1));
    store.checkpoint(0, epoch, checkpoint(1, List.of(), List.of(), events.subList(0, 12)));
    store.checkpoint(0, epoch, checkpoint(2, List.of(), List.of(), events.subList(12, 26)));
    assertThat(store.history(0, "run", 10, 5))
        .extracting(HistoryEvent::id)
        .containsExactly(10L, 11L, 12L, 13L, 14L);
    assertThat(store.history(0, "run", 24, 100))
        .extracting(HistoryEvent::id)
        .containsExactly(24L, 25L);
  }

  @ParameterizedTest
  @EnumSource
  void givesHistoryFromAnyEventHoweverItWasWritten(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    int next = 1;
    int checkpoints = 0;
    for (int size : new int[] {1, 2, 99, 1, 100, 101, 3, 250}) {
      List<StoredEvent> events = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        events.add(event("run", next++));
        events.add(event("gaps-" + next % 3, next));
      }
      store.checkpoint(0, epoch, checkpoint(++checkpoints, List.of(), List.of(), events));
    }
    int last = next - 1;
    for (int from = 1; from <= last + 1; from++) {
      int limit = 1 + from % 130;
      assertThat(store.history(0, "run", from, limit))
          .extracting(HistoryEvent::id)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(from, Math.min(last, from + limit - 1)).boxed().toList());
    }
    assertThat(store.history(0, "gaps-1", 20, 3))
        .extracting(HistoryEvent::id)
        .containsExactly(22L, 25L, 28L);
  }

  /** Many small events are written together; large ones must not become one huge row. */
  /** Large ones come alone, or a few at a time. */
  private static List<HistoryEvent> inPages(StateStore store, int from, int limit) {
    List<HistoryEvent> all = new ArrayList<>();
    List<HistoryEvent> page;
    do {
      page = store.history(0, "run", from + all.size(), limit - all.size());
      all.addAll(page);
    } while (!page.isEmpty() && all.size() < limit);
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void keepsEventsOfAnySize(Kind kind) throws Exception {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    int[] sizes = {10, 60_000, 60_000, 10, 99_990, 10, 10, 3_000_000, 10};
    List<StoredEvent> events = new ArrayList<>();
    for (int size : sizes) {
      long id = events.size() + 1;
      var ended = new RunEnded(RunStatus.CANCELED, "x".repeat(size));
      events.add(new StoredEvent("run", id, StoredCodec.encode(new HistoryEvent(id, id, ended))));
    }
    store.checkpoint(0, epoch, checkpoint(1, List.of(), List.of(), events));
    for (int from = 1; from <= sizes.length; from++) {
      assertThat(inPages(store, from, 3))
          .extracting(event -> String.valueOf(((RunEnded) event.body()).reason()).length())
          .containsExactlyElementsOf(
              Arrays.stream(sizes).boxed().toList().subList(from - 1, Math.min(9, from + 2)));
    }
    if (kind == Kind.SQLITE) {
      try (var connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("engine.db"));
          var rows =
              connection.createStatement().executeQuery("SELECT first, count FROM history")) {
        List<String> found = new ArrayList<>();
        while (rows.next()) {
          found.add(rows.getInt(1) + "+" + rows.getInt(2));
        }
        assertThat(found).containsExactly("1+2", "3+2", "5+1", "6+2", "8+1", "9+1");
      }
    }
  }

  /** Its answer may get lost on the way, so that the owner writes it again. */
  @ParameterizedTest
  @EnumSource
  void takesTheSameCheckpointTwice(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    Checkpoint same =
        checkpoint(
            1,
            List.of(),
            List.of(waiter("run", "a")),
            List.of(event("run", 1), event("run", 2), event("run", 3)));
    store.checkpoint(0, epoch, same);
    store.checkpoint(0, epoch, same);
    assertThat(store.history(0, "run", 1, 10))
        .extracting(HistoryEvent::id)
        .containsExactly(1L, 2L, 3L);
    assertThat(store.load(0, "run")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void forgetsBeforeItWrites(Kind kind) {
    StateStore store = store(kind);
    long epoch = store.open(0).epoch();
    store.checkpoint(
        0,
        epoch,
        checkpoint(
            1,
            List.of(),
            List.of(waiter("run", "a"), timer("run", "t", 5)),
            List.of(event("run", 1))));
    store.checkpoint(
        0, epoch, checkpoint(2, List.of("run"), List.of(waiter("run", "b")), List.of()));
    assertThat(store.load(0, "run")).extracting(row -> row.key().id()).containsExactly("b");
    assertThat(store.history(0, "run", 1, 10)).isEmpty();
    assertThat(store.timers(0, 0, 100, 10)).isEmpty();
  }

  @Test
  void sqliteWritesAllOrNothing() {
    StateStore store = store(Kind.SQLITE);
    long epoch = store.open(0).epoch();
    store.checkpoint(0, epoch, checkpoint(1, List.of(), List.of(), List.of(event("run", 1))));
    assertThatThrownBy(
            () ->
                store.checkpoint(
                    0,
                    epoch,
                    checkpoint(
                        2,
                        List.of(),
                        List.of(waiter("run", "a")),
                        List.of(new StoredEvent("run", 2, null)))))
        .isInstanceOf(StoreException.class);
    assertThat(store.load(0, "run")).isEmpty();
    assertThat(store.open(0).position().entry()).isEqualTo(1);
  }

  @Test
  void sqliteKeepsItAll() {
    StateStore store = store(Kind.SQLITE);
    long epoch = store.open(0).epoch();
    store.checkpoint(
        0, epoch, checkpoint(9, List.of(), List.of(waiter("run", "a")), List.of(event("run", 1))));
    store.close();
    open.clear();
    StateStore again = store(Kind.SQLITE);
    assertThat(again.open(0))
        .isEqualTo(new StateStore.Lease(epoch + 1, new Position(3, 9, 1, 2), 900));
    assertThat(again.load(0, "run")).hasSize(1);
    assertThat(again.history(0, "run", 1, 9)).hasSize(1);
  }

  /** Without the histories. */
  static void backToFormat3(Statement statement) throws SQLException {
    statement.executeUpdate("DROP TABLE history");
    statement.executeUpdate(
        "CREATE TABLE event (part INTEGER NOT NULL, run TEXT NOT NULL, id INTEGER NOT NULL, value"
            + " BLOB NOT NULL, PRIMARY KEY (part, run, id)) WITHOUT ROWID");
    backToFormat4(statement);
    statement.executeUpdate("PRAGMA user_version = 3");
  }

  /** With one index of all timers, and without an identity. */
  private static void backToFormat4(Statement statement) throws SQLException {
    statement.executeUpdate("DROP TABLE identity");
    statement.executeUpdate("DROP INDEX run_failed_attempts");
    statement.executeUpdate("ALTER TABLE run DROP COLUMN failed_attempts");
    statement.executeUpdate("DROP INDEX row_awaited");
    statement.executeUpdate("DROP INDEX row_retention");
    statement.executeUpdate("CREATE INDEX row_due ON row (part, due) WHERE due IS NOT NULL");
    statement.executeUpdate("PRAGMA user_version = 4");
  }

  @Test
  void sqliteOfFormat4IsBroughtToThePresentOne() throws Exception {
    try (StateStore store = SqliteStore.open(folder.resolve("engine.db"))) {
      store.checkpoint(
          0,
          store.open(0).epoch(),
          checkpoint(
              9,
              List.of(),
              List.of(timer("run", Ids.RETENTION, 5), timer("run", "t", 6)),
              List.of()));
    }
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("engine.db"));
        var statement = connection.createStatement()) {
      backToFormat4(statement);
    }
    StateStore store = store(Kind.SQLITE);
    assertThat(store.id()).isNotEmpty();
    assertThat(store.log()).isEmpty();
    assertThat(store.isEmpty()).isFalse();
    assertThat(store.open(0).position().entry()).isEqualTo(9);
    assertThat(store.timers(0, 0, 9, 9)).containsExactly(new DueTimer(6, "run", "t"));
    assertThat(store.retentions(0, 0, 9, 9)).containsExactly(new DueTimer(5, "run", Ids.RETENTION));
  }

  @Test
  void sqliteOfFormat3IsBroughtToThePresentOne() throws Exception {
    Path file = folder.resolve("engine.db");
    SqliteStore.open(file).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      backToFormat3(statement);
      try (var insert = connection.prepareStatement("INSERT INTO event VALUES (0, 'run', ?, ?)")) {
        for (int id = 1; id <= 3; id++) {
          insert.setInt(1, id);
          insert.setBytes(2, event("run", id).bytes());
          insert.executeUpdate();
        }
      }
    }
    StateStore store = store(Kind.SQLITE);
    long epoch = store.open(0).epoch();
    store.checkpoint(
        0, epoch, checkpoint(1, List.of(), List.of(), List.of(event("run", 4), event("run", 5))));
    assertThat(store.history(0, "run", 2, 3))
        .extracting(HistoryEvent::id)
        .containsExactly(2L, 3L, 4L);
  }

  /** The conversion breaks off after the histories were copied, and is made later as a whole. */
  @Test
  void sqliteThatCannotBeConvertedIsLeftAsItIs() throws Exception {
    Path file = folder.resolve("engine.db");
    SqliteStore.open(file).close();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      backToFormat3(statement);
      try (var insert = connection.prepareStatement("INSERT INTO event VALUES (0, 'run', 1, ?)")) {
        insert.setBytes(1, event("run", 1).bytes());
        insert.executeUpdate();
      }
      statement.executeUpdate("CREATE INDEX history_first ON partition (epoch)"); // is in the way
    }
    assertThatThrownBy(() -> SqliteStore.open(file)).isInstanceOf(StoreException.class);
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 0");
      assertThat(statement.executeQuery("PRAGMA user_version").getInt(1)).isEqualTo(3);
      assertThat(statement.executeQuery("SELECT count(*) FROM event").getInt(1)).isEqualTo(1);
      statement.executeUpdate("DROP INDEX history_first");
    }
    StateStore store = store(Kind.SQLITE);
    assertThat(store.history(0, "run", 1, 9)).hasSize(1);
  }

  @Test
  void sqliteOfANewerVersionIsRefused() throws Exception {
    Path file = folder.resolve("engine.db");
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> SqliteStore.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer Infinitic");
  }
}
