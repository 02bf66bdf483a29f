package io.infinitic.host;

import io.infinitic.transport.LogEntry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of a partition's log. It is the broker's, where the broker says when a message arrived:
 * then it is the same whoever reads the log, and whenever. Where the broker does not, it is the
 * sender's, within what this host knows: a message has not arrived later than now, nor before the
 * log was last seen to be empty.
 *
 * <p>It does not run backwards, except when it was ahead of every clock: after a clock was wrong.
 */
final class LogClock {

  private static final Logger LOG = LoggerFactory.getLogger(LogClock.class);

  /** Clocks that are kept right differ by less, milliseconds. */
  private static final long SLACK_MILLIS = 500;

  /** A timer's owner may be early by this, milliseconds: its clock is not quite the broker's. */
  private static final long EARLY_MILLIS = 1_000;

  /** By how much it may be ahead and yet waits, instead of running back. */
  private static final long WAIT_MILLIS = 60_000;

  private final HostClock host;
  private final int partition;
  private long now;
  private long emptyAt;

  /**
   * @param now its time at the place from which the log is read
   */
  LogClock(HostClock host, int partition, long now) {
    this.host = host;
    this.partition = partition;
    this.now = now;
  }

  /** The time of the last message, milliseconds since the epoch. */
  long now() {
    return now;
  }

  /** The log has nothing more at present. */
  void sawTheEnd() {
    emptyAt = host.millis();
  }

  /** Goes on to a message that was just received, and returns its time. */
  long reach(LogEntry.Sent sent) {
    host.heard(sent);
    boolean isStamped = sent.brokerMillis() > 0;
    long until = isStamped ? sent.brokerMillis() : host.millis();
    long from = isStamped ? until : Math.min(emptyAt, until);
    host.watch(sent, from, until);
    long arrived = within(isStamped ? until : sent.atMillis(), from, until);
    if (now - until > WAIT_MILLIS) {
      LOG.warn(
          "INF-1011 the time of partition {} was {} ahead, by a clock that was wrong, and is right"
              + " again. Timers that were set meanwhile are late by as much.",
          partition,
          Duration.ofSeconds((now - until) / 1_000));
      now = arrived;
    }
    now = Math.max(now, arrived);
    return now;
  }

  /**
   * Whether a timer may fire at this time. If so, it is that timer's time: messages that arrive
   * together have the time of the first.
   */
  boolean reachDue(long dueMillis) {
    if (dueMillis > now + EARLY_MILLIS) {
      return false;
    }
    now = Math.max(now, dueMillis);
    return true;
  }

  private static long within(long millis, long from, long until) {
    if (millis > until + SLACK_MILLIS) {
      return until;
    }
    return millis < from - SLACK_MILLIS ? from : millis;
  }
}
