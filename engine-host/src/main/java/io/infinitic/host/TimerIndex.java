package io.infinitic.host;

import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.store.StateStore;
import io.infinitic.store.StateStore.DueTimer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a partition that are due soon. All timers due up to the horizon are in memory;
 * later ones only in the store, so a million of them cost no memory. Used by the partition's thread
 * alone.
 */
final class TimerIndex {

  private static final long LOOK_AHEAD_MILLIS = 60_000;
  private static final int LOAD_LIMIT = 20_000;

  private final StateStore store;
  private final int partition;
  private final TreeSet<DueTimer> near = new TreeSet<>();
  private long horizon; // nothing is due before 1970

  TimerIndex(StateStore store, int partition) {
    this.store = store;
    this.partition = partition;
  }

  void added(DueTimer timer) {
    if (timer.dueMillis() <= horizon) {
      near.add(timer);
    }
  }

  void removed(DueTimer timer) {
    near.remove(timer);
  }

  /** When to look again, milliseconds since the epoch. */
  long next() {
    return near.isEmpty() ? horizon : Math.min(near.first().dueMillis(), horizon);
  }

  /** Timers that are due, each once, at most as many. */
  List<DueTimer> due(long now, int limit, List<ChangeSet> unsaved) {
    if (now + LOOK_AHEAD_MILLIS / 2 > horizon
        && (near.isEmpty() || near.first().dueMillis() > now)) {
      extend(now + LOOK_AHEAD_MILLIS, unsaved);
    }
    List<DueTimer> due = new ArrayList<>();
    while (due.size() < limit && !near.isEmpty() && near.first().dueMillis() <= now) {
      due.add(near.pollFirst());
    }
    return due;
  }

  private void extend(long through, List<ChangeSet> unsaved) {
    List<DueTimer> loaded = new ArrayList<>();
    long reached = load(through, loaded);
    // What the store has not heard of yet.
    Map<RowKey, @Nullable Long> pending = new HashMap<>();
    unsaved.forEach(changes -> changes.timers(pending));
    loaded.removeIf(
        timer -> pending.containsKey(new RowKey(timer.owner(), RowKind.TIMER, timer.id())));
    pending.forEach(
        (key, due) -> {
          if (due != null && due > horizon && due <= reached) {
            loaded.add(new DueTimer(due, key.owner(), key.id()));
          }
        });
    near.addAll(loaded);
    horizon = reached;
  }

  /** Up to which time the loaded timers are complete. */
  private long load(long through, List<DueTimer> into) {
    for (int limit = LOAD_LIMIT; ; limit *= 2) {
      List<DueTimer> loaded = store.timers(partition, horizon, through, limit);
      if (loaded.size() < limit) {
        into.addAll(loaded);
        return through;
      }
      long cut = loaded.get(loaded.size() - 1).dueMillis();
      if (loaded.get(0).dueMillis() < cut) {
        loaded.stream().filter(timer -> timer.dueMillis() < cut).forEach(into::add);
        return cut - 1;
      }
      // more timers are due in one millisecond than the limit
    }
  }
}
