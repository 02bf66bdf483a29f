package io.infinitic.host;

import io.infinitic.transport.LogEntry;
import io.infinitic.transport.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a host, set right by the broker's where the broker says when messages arrived; and
 * the clocks of others, which are watched and never followed. Each partition has its own: brokers
 * may differ.
 */
final class HostClock {

  private static final Logger LOG = LoggerFactory.getLogger(HostClock.class);

  /** No message arrives before it was sent, and clocks that are kept right differ by less. */
  private static final long AHEAD_MILLIS = 1_000;

  /** Messages may wait for their connection: a producer gives up after 30 s. */
  private static final long BEHIND_MILLIS = 60_000;

  private static final long WARN_AGAIN_NANOS = Duration.ofMinutes(10).toNanos();
  private static final int MOST_NAMED = 1_000;

  private final TimeSource time;
  private volatile long offset;

  /** When each process was last warned of, {@link System#nanoTime}. */
  private final Map<String, Long> named;

  HostClock(TimeSource time) {
    this(
        time,
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_NAMED;
          }
        });
  }

  private HostClock(TimeSource time, Map<String, Long> named) {
    this.time = time;
    this.named = named;
  }

  /** One that learns from the messages of a partition; each process is yet named once. */
  HostClock ofPartition() {
    return new HostClock(time, named);
  }

  /** The time, milliseconds since the epoch. */
  long millis() {
    return time.millis() + offset;
  }

  /** What this host's own clock shows when {@link #millis} reaches a time. */
  long own(long millis) {
    return millis == Long.MAX_VALUE ? millis : millis - offset;
  }

  /**
   * Learns from a message that was just received: the broker's clock shows at least the time when
   * it arrived, and for a message of this process, showed at least then what its own clock showed
   * when it was sent.
   */
  void heard(LogEntry.Sent sent) {
    if (sent.brokerMillis() <= 0) {
      return;
    }
    long least = sent.brokerMillis() - time.millis();
    if (sent.byThis()) {
      long most = Math.max(least, sent.brokerMillis() - sent.atMillis());
      offset = Math.max(least, Math.min(most, 0));
    } else if (offset < least) {
      offset = least;
    }
  }

  /** Names a process whose clock is off. */
  void watch(LogEntry.Sent sent, long arrivedFrom, long arrivedUntil) {
    long at = sent.atMillis();
    if (at > arrivedUntil + AHEAD_MILLIS) {
      warn(sent, at - arrivedUntil, "ahead of");
    } else if (at < arrivedFrom - BEHIND_MILLIS) {
      warn(sent, arrivedFrom - at, "behind");
    }
  }

  private void warn(LogEntry.Sent sent, long millis, String how) {
    if (isNews(sent.process())) {
      LOG.warn(
          "INF-1010 the clock of process {}{} is {} {} {}: set it right. No timer follows it.",
          sent.process(),
          sent.byThis() ? " (this host)" : "",
          // more than a century is not worth its digits
          millis < 0 || millis > 3_155_760_000_000L
              ? "more than a century"
              : Duration.ofSeconds(millis / 1_000),
          how,
          sent.brokerMillis() > 0 ? "the broker's" : "this host's");
    }
  }

  private boolean isNews(String process) {
    long now = System.nanoTime();
    synchronized (named) {
      Long last = named.get(process);
      if (last != null && now - last < WARN_AGAIN_NANOS) {
        return false;
      }
      named.put(process, now);
      return true;
    }
  }
}
