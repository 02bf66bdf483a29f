package io.infinitic.host;

import io.infinitic.engine.Ids;
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
 *
 * <p>Those that only say when an ended run is forgotten come after all others: after a downtime,
 * there may be millions that have become due.
 */
final class TimerIndex {

  private static final long LOOK_AHEAD_MILLIS = 60_000;
  private static final int LOAD_LIMIT = 20_000;

  /** Each loads its run: others must not wait long for them. */
  private static final int RETENTIONS_AT_ONCE = 100;

  private final Lane awaited;
  private final Lane retentions;

  TimerIndex(StateStore store, int partition) {
    awaited = new Lane((after, through, max) -> store.timers(partition, after, through, max));
    retentions =
        new Lane((after, through, max) -> store.retentions(partition, after, through, max));
  }

  void added(DueTimer timer) {
    lane(timer.id()).added(timer);
  }

  void removed(DueTimer timer) {
    lane(timer.id()).near.remove(timer);
  }

  private Lane lane(String id) {
    return id.equals(Ids.RETENTION) ? retentions : awaited;
  }

  /** When to look again, milliseconds since the epoch. */
  long next() {
    return Math.min(awaited.next(), retentions.next());
  }

  /** Timers that are due, each once, at most as many. */
  List<DueTimer> due(long now, int limit, List<ChangeSet> unsaved) {
    List<DueTimer> due = new ArrayList<>();
    awaited.due(now, limit, unsaved, due);
    retentions.due(now, Math.min(limit - due.size(), RETENTIONS_AT_ONCE), unsaved, due);
    return due;
  }

  private interface Loader {
    List<DueTimer> load(long afterMillis, long throughMillis, int limit);
  }

  /** Timers of one urgency. */
  private final class Lane {
    private final Loader store;
    private final TreeSet<DueTimer> near = new TreeSet<>();
    private long horizon; // nothing is due before 1970

    Lane(Loader store) {
      this.store = store;
    }

    void added(DueTimer timer) {
      if (timer.dueMillis() <= horizon) {
        near.add(timer);
      }
    }

    long next() {
      return near.isEmpty() ? horizon : Math.min(near.first().dueMillis(), horizon);
    }

    void due(long now, int limit, List<ChangeSet> unsaved, List<DueTimer> into) {
      if (now + LOOK_AHEAD_MILLIS / 2 > horizon
          && (near.isEmpty() || near.first().dueMillis() > now)) {
        extend(now + LOOK_AHEAD_MILLIS, unsaved);
      }
      for (int i = 0; i < limit && !near.isEmpty() && near.first().dueMillis() <= now; i++) {
        into.add(near.pollFirst());
      }
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
            if (due != null && due > horizon && due <= reached && lane(key.id()) == this) {
              loaded.add(new DueTimer(due, key.owner(), key.id()));
            }
          });
      near.addAll(loaded);
      horizon = reached;
    }

    /** Up to which time the loaded timers are complete. */
    private long load(long through, List<DueTimer> into) {
      for (int limit = LOAD_LIMIT; ; limit *= 2) {
        List<DueTimer> loaded = store.load(horizon, through, limit);
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
}
