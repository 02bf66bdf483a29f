package io.infinitic.stores;

import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunSummary;
import io.infinitic.wire.StoredCodec;
import io.infinitic.wire.UndecodableMessageException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table that runs are listed from. */
final class SqliteRuns {

  static final String[] TABLES = {
    "CREATE TABLE run (part INTEGER NOT NULL, id TEXT NOT NULL, workflow_id TEXT NOT NULL, name"
        + " TEXT NOT NULL, status TEXT NOT NULL, started INTEGER NOT NULL, tags TEXT NOT NULL,"
        + " value BLOB NOT NULL, PRIMARY KEY (part, id)) WITHOUT ROWID",
    "CREATE INDEX run_started ON run (part, started DESC, id)",
    "CREATE INDEX run_workflow_id ON run (part, workflow_id)",
  };

  /** What format 3 has more than format 2. */
  static final String[] FORMAT_3 = {
    "ALTER TABLE run ADD COLUMN incidents INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX run_incidents ON run (part, started DESC, id) WHERE incidents > 0",
  };

  /** What format 5 has more than format 4. */
  static final String[] FORMAT_5 = {
    "ALTER TABLE run ADD COLUMN failed_attempts INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX run_failed_attempts ON run (part, started DESC, id) WHERE failed_attempts > 0",
  };

  private static final Logger LOG = LoggerFactory.getLogger(SqliteRuns.class);

  private SqliteRuns() {}

  static void put(Statements statements, int partition, List<RunSummary> runs) throws SQLException {
    PreparedStatement put =
        statements.of(
            "INSERT OR REPLACE INTO run (part, id, workflow_id, name, status, started, tags, value,"
                + " incidents, failed_attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (RunSummary run : runs) {
      put.setInt(1, partition);
      put.setString(2, run.runId());
      put.setString(3, run.workflowId());
      put.setString(4, run.workflowName());
      put.setString(5, run.status().name());
      put.setLong(6, run.startedAtMillis());
      put.setString(7, tags(run.tags()));
      put.setBytes(8, StoredCodec.encode(run));
      put.setInt(9, run.incidents());
      put.setInt(10, run.failedAttempts());
      put.executeUpdate();
    }
  }

  /** Reads what a {@link Select} has found. A line that is damaged hides no others. */
  static List<RunSummary> read(ResultSet rows) throws SQLException {
    List<RunSummary> runs = new ArrayList<>();
    while (rows.next()) {
      try {
        runs.add(StoredCodec.decode(RunSummary.class, rows.getBytes(1)));
      } catch (UndecodableMessageException e) {
        LOG.debug("a run is left out of a list: {}", e.getMessage());
      }
    }
    return runs;
  }

  /** Each tag between line breaks, so that one is found as a whole. */
  private static String tags(List<String> tags) {
    StringBuilder text = new StringBuilder("\n");
    tags.forEach(tag -> text.append(tag).append('\n'));
    return text.toString();
  }

  /** A query as SQL. */
  static final class Select {
    private final StringBuilder where =
        new StringBuilder("part = ? AND (started < ? OR (started = ? AND id > ?))");
    private final List<Object> values = new ArrayList<>();

    Select(int partition, RunQuery query, long beforeMillis, String beforeRunId) {
      values.addAll(List.of(partition, beforeMillis, beforeMillis, beforeRunId));
      and("started >= ?", query.fromMillis());
      and("started < ?", query.untilMillis());
      if (query.workflowName() != null) {
        and("name = ?", query.workflowName());
      }
      if (query.status() != null) {
        and("status = ?", query.status().name());
      }
      if (query.tag() != null) {
        and("instr(tags, ?) > 0", tags(List.of(query.tag())));
      }
      if (query.withIncidents()) {
        where.append(" AND incidents > 0");
      }
      if (query.failedAttempts() > 0) {
        where.append(" AND failed_attempts > 0"); // for its index
        and("failed_attempts >= ?", query.failedAttempts());
      }
      String prefix = query.idPrefix();
      if (prefix != null) {
        and("workflow_id >= ?", prefix);
        and("substr(workflow_id, 1, length(?)) = ?", prefix);
        values.add(prefix);
      }
    }

    private void and(String condition, Object value) {
      where.append(" AND ").append(condition);
      values.add(value);
    }

    String sql() {
      return "SELECT value FROM run WHERE " + where + " ORDER BY started DESC, id LIMIT ?";
    }

    void bind(PreparedStatement statement, int limit) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      statement.setInt(values.size() + 1, limit);
    }
  }
}
