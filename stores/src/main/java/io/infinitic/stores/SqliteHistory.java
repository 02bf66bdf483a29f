package io.infinitic.stores;

import io.infinitic.schemas.HistoryEvent;
import io.infinitic.store.Checkpoint.StoredEvent;
import io.infinitic.wire.StoredCodec;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of histories. What a run has got between two checkpoints is one row, as a row costs
 * more than its bytes; and rows lie in the order in which they were written, so that a checkpoint
 * touches few pages.
 */
final class SqliteHistory {

  /** What format 4 has instead of a row for each event. */
  static final String[] FORMAT_4 = {
    "CREATE TABLE history (part INTEGER NOT NULL, run TEXT NOT NULL, first INTEGER NOT NULL, count"
        + " INTEGER NOT NULL, value BLOB NOT NULL)",
    "INSERT INTO history (part, run, first, count, value) SELECT part, run, id, 1, value FROM event"
        + " ORDER BY part, run, id",
    "CREATE UNIQUE INDEX history_first ON history (part, run, first)",
    "DROP TABLE event",
  };

  static final String FORGET = "DELETE FROM history WHERE part = ? AND run = ?";

  /** From the row that holds the event wanted first; a checkpoint that is repeated replaces. */
  static final String SELECT =
      "SELECT first, count, value FROM history WHERE part = ?1 AND run = ?2 AND first >= (SELECT"
          + " coalesce(max(first), 0) FROM history WHERE part = ?1 AND run = ?2 AND first <= ?3)"
          + " ORDER BY first";

  private static final String INSERT =
      "INSERT OR REPLACE INTO history (part, run, first, count, value) VALUES (?, ?, ?, ?, ?)";

  private static final int MOST_EVENTS = 100;
  private static final int MOST_BYTES = 100_000;

  /** Who reads more asks again: other readers come in between. */
  private static final int MOST_READ_BYTES = 1 << 20;

  private SqliteHistory() {}

  static void append(Statements statements, int partition, List<StoredEvent> events)
      throws SQLException {
    Map<String, List<StoredEvent>> runs = new LinkedHashMap<>();
    events.forEach(
        event -> runs.computeIfAbsent(event.runId(), run -> new ArrayList<>()).add(event));
    PreparedStatement insert = statements.of(INSERT);
    for (List<StoredEvent> run : runs.values()) {
      for (List<StoredEvent> row : rows(run)) {
        insert.setInt(1, partition);
        insert.setString(2, row.get(0).runId());
        insert.setLong(3, row.get(0).id());
        insert.setInt(4, row.size());
        insert.setBytes(5, value(row));
        insert.executeUpdate();
      }
    }
  }

  /** Events that follow each other, not too many, nor too large together. */
  private static List<List<StoredEvent>> rows(List<StoredEvent> run) {
    List<List<StoredEvent>> rows = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < run.size(); i++) {
      int size = run.get(i).bytes().length;
      boolean follows = i == from || run.get(i).id() == run.get(i - 1).id() + 1;
      boolean fits = i - from < MOST_EVENTS && (i == from || bytes + size <= MOST_BYTES);
      if (!follows || !fits) {
        rows.add(run.subList(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
    }
    rows.add(run.subList(from, run.size()));
    return rows;
  }

  /** One event as it is; several with their lengths. */
  private static byte[] value(List<StoredEvent> row) {
    if (row.size() == 1) {
      return row.get(0).bytes();
    }
    int size = row.stream().mapToInt(event -> Integer.BYTES + event.bytes().length).sum();
    ByteBuffer value = ByteBuffer.allocate(size);
    row.forEach(event -> value.putInt(event.bytes().length).put(event.bytes()));
    return value.array();
  }

  /** Reads what {@link #SELECT} has found, as far as it is wanted and not too large. */
  static List<HistoryEvent> read(ResultSet rows, long fromEvent, int limit) throws SQLException {
    List<HistoryEvent> events = new ArrayList<>();
    int read = 0;
    while (events.size() < limit && read < MOST_READ_BYTES && rows.next()) {
      long first = rows.getLong(1);
      int count = rows.getInt(2);
      ByteBuffer value = ByteBuffer.wrap(rows.getBytes(3));
      for (int i = 0; i < count && events.size() < limit; i++) {
        byte[] bytes = new byte[count == 1 ? value.remaining() : value.getInt()];
        value.get(bytes);
        if (first + i >= fromEvent) {
          events.add(StoredCodec.decode(HistoryEvent.class, bytes));
          read += bytes.length;
        }
      }
    }
    return events;
  }
}
