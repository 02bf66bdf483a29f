package io.infinitic.transport;

import java.util.Comparator;

/**
 * A place in a partition log.
 *
 * @param ledger the segment
 * @param entry the entry in the segment
 * @param index the message in the entry's batch, from 0
 * @param batchSize messages in the entry's batch, at least 1
 */
public record Position(long ledger, long entry, int index, int batchSize)
    implements Comparable<Position> {

  /** Before every message. */
  public static final Position START = new Position(-1, -1, 0, 1);

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::ledger)
          .thenComparingLong(Position::entry)
          .thenComparingInt(Position::index);

  /** Whether this is the last message of its entry. */
  public boolean endsEntry() {
    return index == batchSize - 1;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return ledger + ":" + entry + ":" + index + ":" + batchSize;
  }

  /** Reads what {@link #toString} wrote. */
  public static Position parse(String text) {
    String[] parts = text.split(":");
    return new Position(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }
}
