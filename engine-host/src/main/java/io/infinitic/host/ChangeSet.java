package io.infinitic.host;

import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.host.OwnerState.Row;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.Checkpoint.RowChange;
import io.infinitic.store.Checkpoint.StoredEvent;
import io.infinitic.store.RunLists;
import io.infinitic.transport.Position;
import io.infinitic.wire.StoredCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What has changed in a partition since a point of its log: the next checkpoint in the making. */
final class ChangeSet {

  /**
   * @param row null if it was removed
   * @param fresh whether the store has never heard of the row, so that removing it needs no write
   */
  private record Change(@Nullable Row row, boolean fresh) {
    int bytes() {
      return row == null ? 0 : row.bytes();
    }

    @Nullable SpecificRecord value() {
      return Row.value(row);
    }
  }

  private record Event(OwnerState run, int life, HistoryEvent event) {}

  /** When so many were published, those that are durable are forgotten. */
  private static final int PRUNE = 1_000;

  private static final int MOST_CHANGES = 50_000;

  private final Map<RowKey, Change> rows = new LinkedHashMap<>();
  private final Set<String> forgotten = new LinkedHashSet<>();
  private final Set<String> relisted = new HashSet<>();
  private final List<Event> events = new ArrayList<>();
  private final List<OwnerState> pinned = new ArrayList<>();
  private final List<CompletableFuture<Void>> published = new ArrayList<>();
  private int prune = PRUNE;

  /** About what was put into it; what has been forgotten since still counts. */
  private long bytes;

  private Position position;
  private long now;

  ChangeSet(Position position, long now) {
    this.position = position;
    this.now = now;
  }

  void put(RowKey key, @Nullable Row row, boolean isNew) {
    Change before = rows.get(key);
    Change change = new Change(row, before == null ? isNew : before.fresh());
    bytes += change.bytes() - (before == null ? 0 : before.bytes());
    if (row == null && change.fresh()) {
      rows.remove(key);
    } else {
      rows.put(key, change);
    }
  }

  /** Lists show that run, or show it otherwise than before. */
  void relist(String runId) {
    relisted.add(runId);
  }

  void append(OwnerState run, HistoryEvent event, int size) {
    bytes += size;
    events.add(new Event(run, run.life(), event));
  }

  /** All of it is in the store. Returns the owners that were pinned for that, each once. */
  List<OwnerState> stored() {
    events.forEach(event -> event.run().stored(event.life(), event.event().id()));
    return pinned;
  }

  void forget(String owner) {
    rows.keySet().removeIf(key -> key.owner().equals(owner));
    events.removeIf(event -> event.run().owner().equals(owner));
    relisted.remove(owner);
    forgotten.add(owner);
  }

  /** The owner's state must stay in memory until this is stored. */
  void pin(OwnerState state) {
    if (state.pin(this)) {
      pinned.add(state);
    }
  }

  /** This may be stored only when that is durable. */
  void published(CompletableFuture<Void> future) {
    if (published.size() >= prune) {
      published.removeIf(done -> done.isDone() && !done.isCompletedExceptionally());
      prune = Math.max(PRUNE, 2 * published.size());
    }
    published.add(future);
  }

  void reached(Position newPosition, long newNow) {
    position = newPosition;
    now = newNow;
  }

  Position position() {
    return position;
  }

  boolean isEmpty() {
    return rows.isEmpty() && events.isEmpty() && published.isEmpty();
  }

  /**
   * Whether it should be stored before more is added to it.
   *
   * @param mostBytes that it may take
   */
  boolean isTooMuch(long mostBytes) {
    return rows.size() + events.size() + published.size() > MOST_CHANGES || bytes > mostBytes;
  }

  /** Waits until everything that was published for it is durable. */
  void awaitPublished() {
    CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)).join();
  }

  /** Timer rows that were put (with their due time) or removed (null). */
  void timers(Map<RowKey, @Nullable Long> into) {
    rows.forEach(
        (key, change) -> {
          if (key.kind() == RowKind.TIMER) {
            into.put(key, change.value() instanceof TimerState t ? (Long) t.dueMillis() : null);
          }
        });
  }

  Checkpoint toCheckpoint() {
    List<RowChange> changes = new ArrayList<>(rows.size());
    List<RunSummary> runs = new ArrayList<>();
    rows.forEach(
        (key, change) -> {
          SpecificRecord value = change.value();
          if (value instanceof RunState run && relisted.contains(key.owner())) {
            runs.add(RunLists.summary(run));
          }
          long due = value instanceof TimerState timer ? timer.dueMillis() : 0;
          changes.add(new RowChange(key, value == null ? null : StoredCodec.encode(value), due));
        });
    List<StoredEvent> stored = new ArrayList<>(events.size());
    for (Event event : events) {
      stored.add(
          new StoredEvent(
              event.run().owner(), event.event().id(), StoredCodec.encode(event.event())));
    }
    return new Checkpoint(position, now, List.copyOf(forgotten), changes, runs, stored);
  }
}
