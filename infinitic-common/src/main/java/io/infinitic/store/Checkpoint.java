package io.infinitic.store;

import io.infinitic.engine.RowKey;
import io.infinitic.schemas.RunSummary;
import io.infinitic.transport.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has changed since the checkpoint before.
 *
 * @param position the last message folded in
 * @param nowMillis the log's time at that position
 * @param forgotten owners whose rows and history are removed, before anything is written
 * @param rows rows that were put or removed
 * @param runs runs that were started or have changed, as lists show them
 * @param events events that were appended, in order
 */
public record Checkpoint(
    Position position,
    long nowMillis,
    List<String> forgotten,
    List<RowChange> rows,
    List<RunSummary> runs,
    List<StoredEvent> events) {

  /**
   * A row's new value.
   *
   * @param bytes the value; null if the row was removed
   * @param dueMillis for a timer row, when it is due; 0 for others
   */
  public record RowChange(RowKey key, byte @Nullable [] bytes, long dueMillis) {}

  /** An event's place and value. */
  public record StoredEvent(String runId, long id, byte[] bytes) {}
}
