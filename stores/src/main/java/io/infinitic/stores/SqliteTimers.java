package io.infinitic.stores;

import io.infinitic.engine.Ids;

/**
 * Timers are rows with a due time, in one of two indexes: what somebody waits for is found without
 * walking over the ended runs that are only to be forgotten.
 */
final class SqliteTimers {

  static final String[] FORMAT_5 = {
    "DROP INDEX IF EXISTS row_due",
    "CREATE INDEX IF NOT EXISTS row_awaited ON row (part, due) WHERE due IS NOT NULL AND "
        + awaited(true),
    "CREATE INDEX IF NOT EXISTS row_retention ON row (part, due) WHERE due IS NOT NULL AND "
        + awaited(false),
  };

  private SqliteTimers() {}

  /**
   * By partition, after, through, limit.
   *
   * @param awaited whether those that somebody waits for, or retentions
   */
  static String select(boolean awaited) {
    return "SELECT due, owner, id FROM row WHERE part = ? AND due > ? AND due <= ? AND "
        + awaited(awaited)
        + " ORDER BY due, owner, id LIMIT ?";
  }

  /** SQLite uses such an index only for the very same condition. */
  private static String awaited(boolean awaited) {
    return "id " + (awaited ? "<>" : "=") + " '" + Ids.RETENTION + "'";
  }
}
