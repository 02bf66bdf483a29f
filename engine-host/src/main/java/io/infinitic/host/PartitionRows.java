package io.infinitic.host;

import static io.infinitic.engine.RowKind.OF_WORKFLOWS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.engine.Rows;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.RunLists;
import io.infinitic.store.StateStore;
import io.infinitic.store.StateStore.DueTimer;
import io.infinitic.store.StateStore.Row;
import io.infinitic.store.StoreException;
import io.infinitic.wire.StoredCodec;
import io.infinitic.wire.UndecodableMessageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The state of an owned partition. What has changed since the last checkpoint stays in memory; the
 * rest is a cache of the store, bounded by weight. Used by the partition's thread alone.
 *
 * <p>Messages are folded one by one between {@link #begin} and {@link #commit}; {@link #rollback}
 * takes one back as if it had never come.
 */
final class PartitionRows implements Rows {

  private static final int MOST_LISTED = 1_000;

  private final StateStore store;
  private final int partition;
  private final TimerIndex timers;
  private final Map<String, OwnerState> pinned = new HashMap<>();
  private final Cache<String, OwnerState> clean;
  private final Map<String, OwnerState> held = new HashMap<>();
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final List<Runnable> onCommit = new ArrayList<>();
  private ChangeSet changes;

  PartitionRows(
      StateStore store, int partition, TimerIndex timers, long cacheBytes, ChangeSet changes) {
    this.store = store;
    this.partition = partition;
    this.timers = timers;
    this.changes = changes;
    clean =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((String owner, OwnerState state) -> state.weight())
            .executor(Runnable::run)
            .build();
  }

  void begin() {
    undo.clear();
    onCommit.clear();
    held.clear();
  }

  void commit() {
    onCommit.forEach(Runnable::run);
  }

  void rollback() {
    while (!undo.isEmpty()) {
      undo.removeLast().run();
    }
  }

  /** Hands over what has changed and starts anew. */
  ChangeSet take(ChangeSet next) {
    ChangeSet taken = changes;
    changes = next;
    return taken;
  }

  ChangeSet changes() {
    return changes;
  }

  /** The changes are in the store: their owners may leave the memory. */
  void stored(ChangeSet saved) {
    for (OwnerState state : saved.pinned()) {
      if (state.unpin()) {
        state.trimTail();
        pinned.remove(state.owner());
        if (!state.isEmpty() && !state.hasEnded()) {
          clean.put(state.owner(), state);
        }
      }
    }
  }

  @Override
  public <T extends SpecificRecord> @Nullable T get(String owner, RowKind<T> kind, String id) {
    return kind.type().cast(state(owner).rows(kind).get(id));
  }

  @Override
  public <T extends SpecificRecord> void put(String owner, RowKind<T> kind, String id, T row) {
    set(owner, kind, id, row);
  }

  @Override
  public void remove(String owner, RowKind<?> kind, String id) {
    if (state(owner).rows(kind).containsKey(id)) {
      set(owner, kind, id, null);
    }
  }

  @Override
  public <T extends SpecificRecord> SortedMap<String, T> all(String owner, RowKind<T> kind) {
    return from(owner, kind, "", Integer.MAX_VALUE);
  }

  @Override
  public <T extends SpecificRecord> SortedMap<String, T> from(
      String owner, RowKind<T> kind, String from, int limit) {
    SortedMap<String, T> rows = new TreeMap<>();
    for (var row : state(owner).rows(kind).tailMap(from).entrySet()) {
      if (rows.size() == limit) {
        break;
      }
      rows.put(row.getKey(), kind.type().cast(row.getValue()));
    }
    return rows;
  }

  @Override
  public @Nullable String lastBefore(String owner, RowKind<?> kind, String end) {
    return state(owner).rows(kind).lowerKey(end);
  }

  @Override
  public int count(String owner, RowKind<?> kind) {
    return state(owner).rows(kind).size();
  }

  @Override
  public void forgetRun(String runId) {
    Map<RowKind<?>, Map<String, SpecificRecord>> others = rowsOf(runId, OF_WORKFLOWS);
    forget(runId);
    others.forEach((kind, rows) -> rows.forEach((id, row) -> set(runId, kind, id, row)));
  }

  @Override
  public void forgetWorkflow(String workflowId) {
    if (state(workflowId).rows(RowKind.RUN).isEmpty()) {
      forget(workflowId);
    } else { // the history of the run with that id stays
      rowsOf(workflowId, OF_WORKFLOWS)
          .forEach((kind, rows) -> rows.keySet().forEach(id -> set(workflowId, kind, id, null)));
    }
  }

  private Map<RowKind<?>, Map<String, SpecificRecord>> rowsOf(String owner, Set<RowKind<?>> kinds) {
    Map<RowKind<?>, Map<String, SpecificRecord>> found = new HashMap<>();
    kinds.forEach(kind -> found.put(kind, new TreeMap<>(state(owner).rows(kind))));
    return found;
  }

  /** Removes everything that the owner has. */
  private void forget(String owner) {
    OwnerState state = state(owner);
    for (String id : List.copyOf(state.rows(RowKind.TIMER).keySet())) {
      set(owner, RowKind.TIMER, id, null);
    }
    Map<RowKind<?>, Map<String, SpecificRecord>> before = rowsOf(owner, Set.copyOf(RowKind.ALL));
    List<HistoryEvent> tail = List.copyOf(state.tail());
    state.clear();
    undo.add(
        () -> {
          before.forEach((kind, rows) -> rows.forEach((id, row) -> state.set(kind, id, row)));
          tail.forEach(state::append);
        });
    onCommit.add(
        () -> {
          pin(state);
          changes.forget(owner);
        });
  }

  void append(String runId, HistoryEvent event) {
    OwnerState state = state(runId);
    state.append(event);
    undo.add(state::unappend);
    onCommit.add(
        () -> {
          pin(state);
          changes.append(runId, event);
        });
  }

  /** Events of a run in order, at most as many. */
  List<HistoryEvent> history(String runId, long from, long through, int limit) {
    List<HistoryEvent> tail = state(runId).tail();
    long inMemoryFrom = tail.isEmpty() ? Long.MAX_VALUE : tail.get(0).id();
    List<HistoryEvent> events = new ArrayList<>();
    if (from < inMemoryFrom) {
      long last = Math.min(through, inMemoryFrom - 1);
      int wanted = (int) Math.min(limit, last - from + 1);
      events.addAll(store.history(partition, runId, from, wanted));
    }
    for (HistoryEvent event : tail) {
      if (event.id() >= from && event.id() <= through && events.size() < limit) {
        events.add(event);
      }
    }
    return events;
  }

  /** Runs as the store lists them, with what has changed since the last checkpoint. */
  List<RunSummary> list(ListRuns request) {
    List<RunSummary> changed = new ArrayList<>();
    for (OwnerState state : pinned.values()) {
      if (state.rows(RowKind.RUN).get("") instanceof RunState run) {
        changed.add(RunLists.summary(run));
      }
    }
    int limit = Math.max(1, Math.min(request.limit(), MOST_LISTED));
    List<RunSummary> listed =
        new ArrayList<>(
            store.runs(
                partition,
                request.query(),
                request.beforeMillis(),
                request.beforeRunId(),
                limit + changed.size()));
    Set<String> runIds = new HashSet<>();
    changed.forEach(run -> runIds.add(run.runId()));
    listed.removeIf(run -> runIds.contains(run.runId()));
    for (RunSummary run : changed) {
      if (RunLists.matches(run, request.query(), request.beforeMillis(), request.beforeRunId())) {
        listed.add(run);
      }
    }
    listed.sort(RunLists.ORDER);
    return listed.size() > limit ? listed.subList(0, limit) : listed;
  }

  private void set(String owner, RowKind<?> kind, String id, @Nullable SpecificRecord row) {
    OwnerState state = state(owner);
    SpecificRecord before = state.set(kind, id, row);
    undo.add(() -> state.set(kind, id, before));
    onCommit.add(
        () -> {
          pin(state);
          changes.put(new RowKey(owner, kind, id), row, before == null);
          if (row instanceof RunState run && isListedOtherwise(run, before)) {
            changes.relist(owner);
          }
          if (before instanceof TimerState timer) {
            timers.removed(new DueTimer(timer.dueMillis(), owner, id));
          }
          if (row instanceof TimerState timer) {
            timers.added(new DueTimer(timer.dueMillis(), owner, id));
          }
        });
  }

  /** Most changes of a run are not seen in lists. */
  private static boolean isListedOtherwise(RunState run, @Nullable SpecificRecord before) {
    return !(before instanceof RunState was)
        || !RunLists.summary(run).equals(RunLists.summary(was));
  }

  private void pin(OwnerState state) {
    if (!state.isPinned()) {
      clean.invalidate(state.owner());
      pinned.put(state.owner(), state);
    }
    state.pin();
    changes.pin(state);
  }

  private OwnerState state(String owner) {
    OwnerState changed = pinned.get(owner);
    if (changed != null) {
      return changed;
    }
    // The cache may drop it at any time; within one fold it must be the same object.
    return held.computeIfAbsent(
        owner,
        o -> {
          OwnerState known = clean.getIfPresent(o);
          return known != null ? known : load(o);
        });
  }

  private OwnerState load(String owner) {
    OwnerState loaded = new OwnerState(owner);
    try {
      for (Row row : store.load(partition, owner)) {
        RowKind<?> kind = row.key().kind();
        loaded.set(kind, row.key().id(), StoredCodec.decode(kind.type(), row.bytes()));
      }
    } catch (UndecodableMessageException e) {
      // Not the fault of the message that asks for it: the partition waits for a version that can
      // read it.
      throw new StoreException("state of " + owner + " cannot be read: " + e.getMessage(), e);
    }
    if (!loaded.isEmpty()) {
      clean.put(owner, loaded);
    }
    return loaded;
  }
}
