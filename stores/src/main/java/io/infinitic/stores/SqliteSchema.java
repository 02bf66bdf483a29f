package io.infinitic.stores;

import io.infinitic.engine.RowKind;
import io.infinitic.schemas.RunState;
import io.infinitic.store.RunLists;
import io.infinitic.store.StoreException;
import io.infinitic.wire.StoredCodec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The tables of a store, and how they are brought to the present format. */
final class SqliteSchema {

  /** Grows when the tables change. */
  static final int VERSION = 5;

  private static final String[] TABLES = {
    "CREATE TABLE partition (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, position TEXT NOT"
        + " NULL, now INTEGER NOT NULL)",
    "CREATE TABLE row (part INTEGER NOT NULL, owner TEXT NOT NULL, kind INTEGER NOT NULL, id TEXT"
        + " NOT NULL, due INTEGER, value BLOB NOT NULL, PRIMARY KEY (part, owner, kind, id))"
        + " WITHOUT ROWID",
    "CREATE INDEX row_due ON row (part, due) WHERE due IS NOT NULL",
    "CREATE TABLE event (part INTEGER NOT NULL, run TEXT NOT NULL, id INTEGER NOT NULL, value BLOB"
        + " NOT NULL, PRIMARY KEY (part, run, id)) WITHOUT ROWID",
  };

  /**
   * By hand: with setAutoCommit(false), the driver opens the next transaction as soon as one has
   * ended, and so keeps all other processes from writing.
   */
  static final String BEGIN = "BEGIN IMMEDIATE";

  private static final int RUN_KIND = RowKind.RUN.ordinal();

  private SqliteSchema() {}

  /** Makes what is missing. */
  static void prepare(Connection connection, Path file) throws SQLException {
    run(connection, BEGIN);
    try (var statement = connection.createStatement()) {
      int version;
      try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
        version = result.getInt(1);
      }
      if (version > VERSION) {
        throw new StoreException(
            "the store "
                + file
                + " has format "
                + version
                + " of a newer Infinitic; this one reads up to "
                + VERSION
                + ". Use the newer version, or another store.",
            null);
      }
      if (version == 0) {
        for (String table : TABLES) {
          statement.executeUpdate(table);
        }
      }
      if (version < 2) {
        for (String table : SqliteRuns.TABLES) {
          statement.executeUpdate(table);
        }
      }
      if (version < 3) {
        for (String change : SqliteRuns.FORMAT_3) {
          statement.executeUpdate(change);
        }
      }
      if (version < 4) {
        for (String change : SqliteHistory.FORMAT_4) {
          statement.executeUpdate(change);
        }
      }
      if (version < 5) {
        for (String change : SqliteTimers.FORMAT_5) {
          statement.executeUpdate(change);
        }
        for (String change : SqliteRuns.FORMAT_5) {
          statement.executeUpdate(change);
        }
        for (String change : SqliteIdentity.format5()) {
          statement.executeUpdate(change);
        }
      }
      if (version < 3) {
        listExistingRuns(connection); // in the present form
      }
      if (version < VERSION) {
        statement.executeUpdate("PRAGMA user_version = " + VERSION);
      }
    }
    run(connection, "COMMIT");
  }

  /** Stores of format 1 had no lists, those of format 2 no incidents in them. */
  private static void listExistingRuns(Connection connection) throws SQLException {
    Statements statements = new Statements(connection);
    try (var statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT part, value FROM row WHERE kind = " + RUN_KIND)) {
      while (result.next()) {
        RunState run = StoredCodec.decode(RunState.class, result.getBytes(2));
        SqliteRuns.put(statements, result.getInt(1), List.of(RunLists.summary(run)));
      }
    }
    statements.forget();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
