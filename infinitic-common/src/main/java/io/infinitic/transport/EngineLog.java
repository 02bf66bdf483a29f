package io.infinitic.transport;

import java.util.List;

/**
 * One host's view of one partition of the engine's log. Used by one thread, except {@link
 * #isOwner}, {@link #acknowledge} and {@link #close}.
 */
public interface EngineLog extends AutoCloseable {

  /**
   * The current term of ownership of this host, as far as it has heard; 0 while it is not the
   * owner. Another term begins whenever the broker names this host the owner, even if it was:
   * others may have owned the partition in between.
   */
  long term();

  /** Waits until this host owns the partition, for at most that long, or until woken by close. */
  boolean awaitOwnership(long maxMillis) throws InterruptedException;

  /**
   * Makes sure that everything after the position will be received, even if it was acknowledged
   * before. What comes up to the position may be received too.
   *
   * @throws PositionAheadException if the log ends before the position
   */
  void resumeAfter(Position stored);

  /** The last message that is in the log now; {@link Position#START} if there is none. */
  Position last();

  /**
   * What has arrived, in order; waits for the first until the given time.
   *
   * @param max most entries to return
   * @param untilMillis when to give up, milliseconds since the epoch of the transport's clock
   * @return at most {@code max} entries; empty if none came
   */
  List<LogEntry> receive(int max, long untilMillis) throws InterruptedException;

  /** Tells the broker that everything up to the position is done with. */
  void acknowledge(Position through);

  @Override
  void close();
}
