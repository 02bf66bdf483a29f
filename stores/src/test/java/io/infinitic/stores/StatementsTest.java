package io.infinitic.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementsTest {

  private static final String INSERT = "INSERT INTO thing (value) VALUES (?)";

  @TempDir Path folder;

  /** As after a disk was full. */
  @Test
  void whatFailedWorksAgainWhenTheCauseIsGone() throws SQLException {
    try (Statements statements = statements()) {
      statements.run("CREATE TABLE thing (value BLOB)");
      statements.run("PRAGMA max_page_count = 20");
      for (int i = 0; i < 2; i++) {
        statements.run(SqliteSchema.BEGIN);
        assertThatThrownBy(() -> insert(statements, 1_000_000)).isInstanceOf(SQLException.class);
        try {
          statements.rollback();
        } catch (SQLException e) {
          assertThat(e.getMessage()).as("SQLite has ended it").contains("no transaction");
        }
      }
      statements.run("PRAGMA max_page_count = 100000");
      statements.run(SqliteSchema.BEGIN);
      insert(statements, 1_000_000);
      statements.run("COMMIT");
      assertThat(statements.of("SELECT count(*) FROM thing").executeQuery().getInt(1)).isOne();
    }
  }

  @Test
  void isPreparedOnceAndBounded() throws SQLException {
    try (Statements statements = statements()) {
      PreparedStatement first = statements.of("SELECT 0");
      assertThat(statements.of("SELECT 0")).isSameAs(first);
      for (int i = 1; i <= 200; i++) {
        statements.of("SELECT " + i);
      }
      assertThat(statements.of("SELECT 0")).isNotSameAs(first);
    }
  }

  private Statements statements() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("a.db"));
    return new Statements(connection);
  }

  private static void insert(Statements statements, int bytes) throws SQLException {
    PreparedStatement insert = statements.of(INSERT);
    insert.setBytes(1, new byte[bytes]);
    insert.executeUpdate();
  }
}
