package io.infinitic.host;

import io.infinitic.schemas.HistoryEvent;
import io.infinitic.store.StateStore;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one run as they were at a moment: those that only the memory had, in front of them
 * what the store has. Can be read by any thread.
 *
 * @param tail the latest events, without gaps
 */
record StoredHistory(StateStore store, int partition, List<HistoryEvent> tail)
    implements HistoryEvents {

  @Override
  public List<HistoryEvent> history(String runId, long from, long through, int limit) {
    return read(store, partition, tail, runId, from, through, limit);
  }

  /** What the store gives of it, then, if that was all, what is in the tail. */
  static List<HistoryEvent> read(
      StateStore store,
      int partition,
      List<HistoryEvent> tail,
      String runId,
      long from,
      long through,
      int limit) {
    long inMemoryFrom = tail.isEmpty() ? Long.MAX_VALUE : tail.get(0).id();
    List<HistoryEvent> events = new ArrayList<>();
    if (from < inMemoryFrom) {
      long last = Math.min(through, inMemoryFrom - 1);
      int wanted = (int) Math.min(limit, last - from + 1);
      if (wanted > 0) {
        events.addAll(store.history(partition, runId, from, wanted));
        if (events.size() < wanted) {
          return events;
        }
      }
    }
    if (!tail.isEmpty()) {
      int begin = (int) Math.max(0, Math.min(tail.size(), from - inMemoryFrom));
      for (int i = begin; i < tail.size() && events.size() < limit; i++) {
        HistoryEvent event = tail.get(i);
        if (event.id() > through) {
          break;
        }
        events.add(event);
      }
    }
    return events;
  }
}
