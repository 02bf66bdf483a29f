package io.infinitic.stores;

import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.StaleEpochException;
import io.infinitic.store.StateStore;
import io.infinitic.store.StoreException;
import io.infinitic.transport.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * A state store in one SQLite file: write-ahead log, every checkpoint one transaction that is on
 * disk when it returns. Hosts on one machine can share the file.
 *
 * <p>Writes and reads use connections of their own, so that loading a workflow waits neither for a
 * checkpoint nor for a list or a history that somebody reads.
 */
public final class SqliteStore implements StateStore {

  /** The log may grow to 32 MB: a page that changes often is then moved to the file less often. */
  private static final int LOG_PAGES = 8_000;

  /** Of each connection: runs are rows at random places. */
  private static final int CACHE_KILOBYTES = 32_000;

  private final Path file;
  private final Statements writer;
  private final ReentrantLock writing = new ReentrantLock();

  /** For what partitions need to go on. */
  private final Reading needed;

  /** For what can wait, and may take long: histories and lists. */
  private final Reading asked;

  /** A connection that reads. */
  private record Reading(Statements statements, ReentrantLock lock) {
    Reading(Statements statements) {
      this(statements, new ReentrantLock());
    }
  }

  private SqliteStore(Path file, Statements writer, Statements needed, Statements asked) {
    this.file = file;
    this.writer = writer;
    this.needed = new Reading(needed);
    this.asked = new Reading(asked);
  }

  /**
   * Opens the file, or makes it.
   *
   * @throws StoreException if it cannot be read or written, or a newer version of Infinitic made it
   */
  public static SqliteStore open(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Connection writer = connect(file);
      try {
        SqliteSchema.prepare(writer, file);
        return new SqliteStore(
            file,
            new Statements(writer),
            new Statements(connect(file)),
            new Statements(connect(file)));
      } catch (SQLException | RuntimeException e) {
        writer.close(); // or it would keep the file locked
        throw e;
      }
    } catch (SQLException | IOException e) {
      throw new StoreException("cannot open the store " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setCacheSize(-CACHE_KILOBYTES);
    config.setGetGeneratedKeys(false); // or each insert is followed by a query for its key
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = " + LOG_PAGES);
    }
    return connection;
  }

  @Override
  public String id() {
    return read(SqliteIdentity.STORE, statement -> {}, SqliteIdentity::text).get(0);
  }

  @Override
  public String log() {
    return read(SqliteIdentity.LOG, statement -> {}, SqliteIdentity::text).get(0);
  }

  @Override
  public boolean isEmpty() {
    return read(SqliteIdentity.POSITIONS, statement -> {}, SqliteIdentity::text).stream()
        .allMatch(Position.START.toString()::equals);
  }

  @Override
  public void follow(String log, boolean fromItsStart) {
    write(
        statements -> {
          SqliteIdentity.follow(statements, log);
          if (fromItsStart) {
            SqliteIdentity.restart(statements, Position.START.toString());
          }
          return log;
        });
  }

  @Override
  public Lease open(int partition) {
    return write(
        statements -> {
          PreparedStatement upsert =
              statements.of(
                  "INSERT INTO partition (id, epoch, position, now) VALUES (?, 1, ?, 0) ON CONFLICT"
                      + " (id) DO UPDATE SET epoch = epoch + 1 RETURNING epoch, position, now");
          upsert.setInt(1, partition);
          upsert.setString(2, Position.START.toString());
          try (ResultSet result = upsert.executeQuery()) {
            result.next();
            return new Lease(
                result.getLong(1), Position.parse(result.getString(2)), result.getLong(3));
          }
        });
  }

  @Override
  public List<Row> load(int partition, String owner) {
    return read(
        "SELECT kind, id, value FROM row WHERE part = ? AND owner = ? ORDER BY kind, id",
        statement -> {
          statement.setInt(1, partition);
          statement.setString(2, owner);
        },
        result ->
            new Row(
                new RowKey(owner, kind(owner, result.getInt(1)), result.getString(2)),
                result.getBytes(3)));
  }

  private static RowKind<?> kind(String owner, int ordinal) {
    if (ordinal < 0 || ordinal >= RowKind.ALL.size()) {
      throw new StoreException(
          "state of "
              + owner
              + " has rows of kind "
              + ordinal
              + ", which only a newer version of Infinitic knows",
          null);
    }
    return RowKind.ALL.get(ordinal);
  }

  @Override
  public List<HistoryEvent> history(int partition, String runId, long fromEvent, int limit) {
    return query(
        needed,
        SqliteHistory.SELECT,
        statement -> {
          statement.setInt(1, partition);
          statement.setString(2, runId);
          statement.setLong(3, fromEvent);
        },
        rows -> SqliteHistory.read(rows, fromEvent, limit));
  }

  @Override
  public List<DueTimer> timers(int partition, long afterMillis, long throughMillis, int limit) {
    return timers(true, partition, afterMillis, throughMillis, limit);
  }

  @Override
  public List<DueTimer> retentions(int partition, long afterMillis, long throughMillis, int limit) {
    return timers(false, partition, afterMillis, throughMillis, limit);
  }

  private List<DueTimer> timers(
      boolean awaited, int partition, long afterMillis, long throughMillis, int limit) {
    return read(
        SqliteTimers.select(awaited),
        statement -> {
          statement.setInt(1, partition);
          statement.setLong(2, afterMillis);
          statement.setLong(3, throughMillis);
          statement.setInt(4, limit);
        },
        result -> new DueTimer(result.getLong(1), result.getString(2), result.getString(3)));
  }

  @Override
  public List<RunSummary> runs(
      int partition, RunQuery query, long beforeMillis, String beforeRunId, int limit) {
    SqliteRuns.Select select = new SqliteRuns.Select(partition, query, beforeMillis, beforeRunId);
    return query(asked, select.sql(), statement -> select.bind(statement, limit), SqliteRuns::read);
  }

  @Override
  public void checkpoint(int partition, long epoch, Checkpoint checkpoint) {
    write(
        statements -> {
          requireEpoch(statements, partition, epoch);
          forget(statements, partition, checkpoint.forgotten());
          putRows(statements, partition, checkpoint.rows());
          SqliteHistory.append(statements, partition, checkpoint.events());
          SqliteRuns.put(statements, partition, checkpoint.runs());
          PreparedStatement update =
              statements.of("UPDATE partition SET position = ?, now = ? WHERE id = ?");
          update.setString(1, checkpoint.position().toString());
          update.setLong(2, checkpoint.nowMillis());
          update.setInt(3, partition);
          update.executeUpdate();
          return checkpoint;
        });
  }

  private static void requireEpoch(Statements statements, int partition, long epoch)
      throws SQLException {
    PreparedStatement select = statements.of("SELECT epoch FROM partition WHERE id = ?");
    select.setInt(1, partition);
    try (ResultSet result = select.executeQuery()) {
      long current = result.next() ? result.getLong(1) : 0;
      if (current != epoch) {
        throw new StaleEpochException(partition, epoch, current);
      }
    }
  }

  private static void forget(Statements statements, int partition, List<String> owners)
      throws SQLException {
    for (String owner : owners) {
      for (String sql :
          List.of(
              "DELETE FROM row WHERE part = ? AND owner = ?",
              SqliteHistory.FORGET,
              "DELETE FROM run WHERE part = ? AND id = ?")) {
        PreparedStatement delete = statements.of(sql);
        delete.setInt(1, partition);
        delete.setString(2, owner);
        delete.executeUpdate();
      }
    }
  }

  private static void putRows(
      Statements statements, int partition, List<Checkpoint.RowChange> changes)
      throws SQLException {
    PreparedStatement put =
        statements.of(
            "INSERT OR REPLACE INTO row (part, owner, kind, id, due, value) VALUES (?, ?, ?, ?, ?,"
                + " ?)");
    PreparedStatement delete =
        statements.of("DELETE FROM row WHERE part = ? AND owner = ? AND kind = ? AND id = ?");
    for (Checkpoint.RowChange change : changes) {
      byte[] bytes = change.bytes();
      PreparedStatement statement = bytes == null ? delete : put;
      statement.setInt(1, partition);
      statement.setString(2, change.key().owner());
      statement.setInt(3, change.key().kind().ordinal());
      statement.setString(4, change.key().id());
      if (bytes != null) {
        if (change.dueMillis() > 0) {
          statement.setLong(5, change.dueMillis());
        } else {
          statement.setNull(5, java.sql.Types.INTEGER);
        }
        statement.setBytes(6, bytes);
      }
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    writing.lock();
    needed.lock().lock();
    asked.lock().lock();
    try {
      asked.statements().close();
      needed.statements().close();
      writer.close();
    } catch (SQLException e) {
      throw new StoreException("cannot close the store " + file + ": " + e.getMessage(), e);
    } finally {
      asked.lock().unlock();
      needed.lock().unlock();
      writing.unlock();
    }
  }

  private interface Work<T> {
    T with(Statements statements) throws SQLException;
  }

  private interface Binder {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private interface Mapper<T> {
    T map(ResultSet result) throws SQLException;
  }

  private <T> T write(Work<T> work) {
    writing.lock();
    try {
      writer.run(SqliteSchema.BEGIN);
      T result = work.with(writer);
      writer.run("COMMIT");
      return result;
    } catch (SQLException | RuntimeException e) {
      rollback(e);
      throw e instanceof StoreException known ? known : failed("write", e);
    } finally {
      writing.unlock();
    }
  }

  private void rollback(Exception cause) {
    try {
      writer.rollback();
    } catch (SQLException e) { // such as: it has not begun, or SQLite has ended it
      cause.addSuppressed(e);
    }
  }

  private <T> List<T> read(String sql, Binder binder, Mapper<T> mapper) {
    return query(
        needed,
        sql,
        binder,
        result -> {
          List<T> all = new ArrayList<>();
          while (result.next()) {
            all.add(mapper.map(result));
          }
          return all;
        });
  }

  /**
   * @param rows reads all of them
   */
  private <T> T query(Reading reading, String sql, Binder binder, Mapper<T> rows) {
    reading.lock().lock();
    try {
      PreparedStatement statement = reading.statements().of(sql);
      binder.bind(statement);
      try (ResultSet result = statement.executeQuery()) {
        return rows.map(result);
      }
    } catch (SQLException e) {
      forget(reading, e);
      throw failed("read", e);
    } finally {
      reading.lock().unlock();
    }
  }

  private static void forget(Reading reading, Exception cause) {
    try {
      reading.statements().forget();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private StoreException failed(String what, @Nullable Exception cause) {
    return new StoreException(
        "cannot " + what + " the store " + file + ": " + (cause == null ? "" : cause.getMessage()),
        cause);
  }
}
