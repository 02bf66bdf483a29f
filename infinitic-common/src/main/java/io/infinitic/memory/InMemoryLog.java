package io.infinitic.memory;

import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import io.infinitic.transport.PositionAheadException;
import io.infinitic.transport.TimeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One partition's log, with one reader at a time. Acknowledged entries are kept up to a number of
 * bytes, as a broker keeps them for a time: a store that lost its last writes can catch up.
 */
final class InMemoryLog {

  private static final long KEPT_BYTES = 32 << 20;

  /** What an entry has when it is read, beside its place. */
  private record Entry(
      Position position,
      String process,
      long atMillis,
      long brokerMillis,
      @Nullable String key,
      byte[] bytes) {

    LogEntry readBy(String reader) {
      LogEntry.Sent sent =
          new LogEntry.Sent(process, process.equals(reader), atMillis, brokerMillis);
      return new LogEntry(position, sent, key, bytes, null);
    }
  }

  private final TimeSource time;
  private final @Nullable TimeSource brokerTime;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private int acknowledged;

  /** Index of the first entry that is there. */
  private int first;

  /** What the acknowledged entries take. */
  private long acknowledgedBytes;

  /**
   * @param brokerTime stamps each entry; null if entries are not stamped
   */
  InMemoryLog(TimeSource time, @Nullable TimeSource brokerTime) {
    this.time = time;
    this.brokerTime = brokerTime;
  }

  synchronized void append(String process, long atMillis, @Nullable String key, byte[] bytes) {
    Position position = new Position(0, end(), 0, 1);
    long brokerMillis = brokerTime == null ? 0 : brokerTime.millis();
    entries.add(new Entry(position, process, atMillis, brokerMillis, key, bytes));
    notifyAll();
  }

  private int end() {
    return first + entries.size();
  }

  private void acknowledge(int end) {
    for (; acknowledged < end; acknowledged++) {
      acknowledgedBytes += entries.get(acknowledged - first).bytes.length;
    }
    if (acknowledgedBytes > 2 * KEPT_BYTES) {
      int dropped = 0;
      while (acknowledgedBytes > KEPT_BYTES) {
        acknowledgedBytes -= entries.get(dropped++).bytes.length;
      }
      entries.subList(0, dropped).clear();
      first += dropped;
    }
  }

  synchronized boolean wasRead() {
    return acknowledged > 0;
  }

  /** Nobody reads it any more: gives its memory back. */
  synchronized void clear() {
    first += entries.size();
    acknowledged = first;
    acknowledgedBytes = 0;
    entries.clear();
    notifyAll();
  }

  synchronized void wake() {
    notifyAll();
  }

  /**
   * @param process name of the reader as a sender
   */
  synchronized EngineLog join(String process) {
    Member member = new Member(process);
    members.add(member);
    member.next = acknowledged;
    return member;
  }

  private final class Member implements EngineLog {
    private final String process;
    private int next;

    Member(String process) {
      this.process = process;
    }

    @Override
    public long term() {
      synchronized (InMemoryLog.this) {
        return owner() == this ? 1 : 0;
      }
    }

    @Override
    public boolean awaitOwnership(long maxMillis) throws InterruptedException {
      synchronized (InMemoryLog.this) {
        if (owner() != this) {
          InMemoryLog.this.wait(maxMillis);
        }
        return owner() == this;
      }
    }

    @Override
    public void resumeAfter(Position stored) {
      synchronized (InMemoryLog.this) {
        if (stored.entry() >= end()) {
          throw new PositionAheadException(stored, last().toString());
        }
        next = (int) Math.min(acknowledged, stored.entry() + 1);
        if (next < first) {
          throw new IllegalStateException(
              "the log begins at entry " + first + ", and the store ends at " + stored);
        }
      }
    }

    @Override
    public Position last() {
      synchronized (InMemoryLog.this) {
        return end() == 0 ? Position.START : new Position(0, end() - 1, 0, 1);
      }
    }

    @Override
    public List<LogEntry> receive(int max, long untilMillis) throws InterruptedException {
      synchronized (InMemoryLog.this) {
        if (next >= end()) {
          // A clock that is moved by hand does not end a wait by itself: a bound makes sure that
          // the caller looks at its own affairs now and then.
          long wait = Math.min(untilMillis - time.millis(), 500);
          if (wait > 0) {
            InMemoryLog.this.wait(wait);
          }
        }
        int end = Math.min(end(), next + max);
        if (owner() != this || next >= end || next < first) {
          return List.of();
        }
        List<LogEntry> received =
            entries.subList(next - first, end - first).stream()
                .map(entry -> entry.readBy(process))
                .toList();
        next = end;
        return received;
      }
    }

    @Override
    public void acknowledge(Position through) {
      synchronized (InMemoryLog.this) {
        InMemoryLog.this.acknowledge((int) Math.min(end(), through.entry() + 1));
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryLog.this) {
        members.remove(this);
        InMemoryLog.this.notifyAll();
      }
    }

    private @Nullable Member owner() {
      return members.isEmpty() ? null : members.get(0);
    }
  }
}
