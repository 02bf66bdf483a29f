package io.infinitic.stores;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements of a connection, which are costly to prepare and cheap to use again. Used under
 * the connection's lock.
 */
final class Statements implements AutoCloseable {

  private static final int MOST = 100;

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(16, 0.75f, true);

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Ready to be bound; whoever gets it does not close it. */
  PreparedStatement of(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    if (prepared.size() >= MOST) {
      var eldest = prepared.entrySet().iterator();
      eldest.next().getValue().close();
      eldest.remove();
    }
    PreparedStatement statement = connection.prepareStatement(sql);
    prepared.put(sql, statement);
    return statement;
  }

  /** Runs what has no parameters and no result. */
  void run(String sql) throws SQLException {
    of(sql).execute();
  }

  /**
   * Takes back what the connection has begun. All statements are prepared anew then: those that
   * failed are of no use any more, and the driver does not say which.
   */
  void rollback() throws SQLException {
    forget();
    try (var statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  /** Closes the statements. */
  void forget() throws SQLException {
    List<PreparedStatement> all = List.copyOf(prepared.values());
    prepared.clear();
    for (PreparedStatement statement : all) {
      statement.close();
    }
  }

  /** Closes the connection, too. */
  @Override
  public void close() throws SQLException {
    forget();
    connection.close();
  }
}
