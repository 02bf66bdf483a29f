package io.infinitic.stores;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Which store a file is, and of which log: one line. */
final class SqliteIdentity {

  static List<String> format5() {
    return List.of(
        "CREATE TABLE IF NOT EXISTS identity (store TEXT NOT NULL, log TEXT NOT NULL)",
        "INSERT INTO identity (store, log) SELECT '"
            + UUID.randomUUID()
            + "', '' WHERE NOT EXISTS (SELECT 1 FROM identity)");
  }

  static final String STORE = "SELECT store FROM identity";
  static final String LOG = "SELECT log FROM identity";
  static final String POSITIONS = "SELECT position FROM partition";

  private SqliteIdentity() {}

  static void follow(Statements statements, String log) throws SQLException {
    PreparedStatement update = statements.of("UPDATE identity SET log = ?");
    update.setString(1, log);
    update.executeUpdate();
  }

  static void restart(Statements statements, String position) throws SQLException {
    PreparedStatement update = statements.of("UPDATE partition SET position = ?");
    update.setString(1, position);
    update.executeUpdate();
  }

  static String text(ResultSet row) throws SQLException {
    return row.getString(1);
  }
}
