package io.infinitic.store;

import io.infinitic.engine.RowKey;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunSummary;
import io.infinitic.transport.Position;
import java.util.List;

/**
 * Keeps the checkpoints of partitions. Safe for use by several threads, one partition by one at a
 * time. Every method throws {@link StoreException} if the store cannot be reached or read.
 */
public interface StateStore extends AutoCloseable {

  /** Tells stores apart. It goes with the data, also into copies; empty if the store has none. */
  default String id() {
    return "";
  }

  /** The log whose state this is; empty while it is of none, or does not say. */
  default String log() {
    return "";
  }

  /** Whether it contains no message of any log. */
  default boolean isEmpty() {
    return false;
  }

  /**
   * Notes the log whose state this is from now on.
   *
   * @param fromItsStart whether the positions are of another one, and begin anew
   */
  default void follow(String log, boolean fromItsStart) {}

  /** Takes a partition: from now on, checkpoints of earlier epochs are refused. */
  Lease open(int partition);

  /** All rows of an owner. */
  List<Row> load(int partition, String owner);

  /**
   * Events of a run in order, from the given one on, at most as many; fewer if they are large, but
   * at least one if there is one.
   */
  List<HistoryEvent> history(int partition, String runId, long fromEvent, int limit);

  /**
   * Pending timers that are due after one moment and up to another, the earliest first, at most as
   * many; without {@link #retentions}.
   */
  List<DueTimer> timers(int partition, long afterMillis, long throughMillis, int limit);

  /**
   * The same for the timers after which ended runs are forgotten ({@link
   * io.infinitic.engine.Ids#RETENTION}): there may be millions, and nobody waits for them.
   */
  default List<DueTimer> retentions(
      int partition, long afterMillis, long throughMillis, int limit) {
    return List.of();
  }

  /**
   * Runs in the order of {@link RunLists#ORDER}, after a place of it, at most as many.
   *
   * @param beforeMillis with the run id, the place; Long.MAX_VALUE for the first
   */
  List<RunSummary> runs(
      int partition, RunQuery query, long beforeMillis, String beforeRunId, int limit);

  /**
   * Writes everything, or nothing.
   *
   * @throws StaleEpochException if the partition has been opened again since
   */
  void checkpoint(int partition, long epoch, Checkpoint checkpoint);

  @Override
  void close();

  /**
   * A partition that was taken.
   *
   * @param epoch grows with every taking
   * @param position the last message that is contained in the stored state
   * @param nowMillis the log's time at that position
   */
  record Lease(long epoch, Position position, long nowMillis) {}

  /**
   * A stored row.
   *
   * @param bytes the row's value as the codec of stored rows wrote it
   */
  record Row(RowKey key, byte[] bytes) {}

  /** When a timer row is due. */
  record DueTimer(long dueMillis, String owner, String id) implements Comparable<DueTimer> {
    @Override
    public int compareTo(DueTimer other) {
      int byTime = Long.compare(dueMillis, other.dueMillis);
      int byOwner = byTime != 0 ? byTime : owner.compareTo(other.owner);
      return byOwner != 0 ? byOwner : id.compareTo(other.id);
    }
  }
}
