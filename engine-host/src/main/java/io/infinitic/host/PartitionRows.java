package io.infinitic.host;

import static io.infinitic.engine.RowKind.OF_WORKFLOWS;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.engine.RowKey;
import io.infinitic.engine.RowKind;
import io.infinitic.engine.Rows;
import io.infinitic.host.OwnerState.Row;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.RunLists;
import io.infinitic.store.StateStore;
import io.infinitic.store.StateStore.DueTimer;
import io.infinitic.store.StoreException;
import io.infinitic.wire.StoredCodec;
import io.infinitic.wire.UndecodableMessageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of an owned partition. What has changed since the last checkpoint stays in memory; the
 * rest is a cache of the store, bounded by weight. Used by the partition's thread alone.
 *
 * <p>Messages are folded one by one between {@link #begin} and {@link #commit}; {@link #rollback}
 * takes one back as if it had never come.
 */
final class PartitionRows implements Rows, HistoryEvents {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionRows.class);

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
    for (OwnerState state : saved.stored()) {
      if (state.unpin()) {
        pinned.remove(state.owner());
        if (!state.isEmpty() && !state.hasEnded()) {
          clean.put(state.owner(), state);
        }
      }
    }
  }

  @Override
  public <T extends SpecificRecord> @Nullable T get(String owner, RowKind<T> kind, String id) {
    return kind.type().cast(readable(owner, kind).get(kind, id));
  }

  @Override
  public <T extends SpecificRecord> void put(String owner, RowKind<T> kind, String id, T row) {
    set(owner, kind, id, Row.of(row));
  }

  @Override
  public void remove(String owner, RowKind<?> kind, String id) {
    if (readable(owner, kind).rows(kind).containsKey(id)) {
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
    for (var row : readable(owner, kind).rows(kind).tailMap(from).entrySet()) {
      if (rows.size() == limit) {
        break;
      }
      rows.put(row.getKey(), kind.type().cast(row.getValue().value()));
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
    Map<RowKind<?>, Map<String, Row>> others = rowsOf(runId, OF_WORKFLOWS);
    boolean isWorkflowId = !state(runId).rows(RowKind.POINTER).isEmpty();
    forget(runId);
    if (isWorkflowId) {
      others.forEach((kind, rows) -> rows.forEach((id, row) -> set(runId, kind, id, row)));
    }
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

  private Map<RowKind<?>, Map<String, Row>> rowsOf(String owner, Set<RowKind<?>> kinds) {
    Map<RowKind<?>, Map<String, Row>> found = new HashMap<>();
    kinds.forEach(kind -> found.put(kind, new TreeMap<>(state(owner).rows(kind))));
    return found;
  }

  /** Removes everything that the owner has. */
  private void forget(String owner) {
    OwnerState state = state(owner);
    for (String id : List.copyOf(state.rows(RowKind.TIMER).keySet())) { // of those it can read
      set(owner, RowKind.TIMER, id, null);
    }
    Map<RowKind<?>, Map<String, Row>> before = rowsOf(owner, Set.copyOf(RowKind.ALL));
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
          state.isNoLongerDamaged();
          changes.forget(owner);
        });
  }

  void append(String runId, HistoryEvent event) {
    OwnerState state = state(runId);
    int bytes = state.append(event);
    undo.add(state::unappend);
    onCommit.add(
        () -> {
          pin(state);
          changes.append(state, event, bytes);
        });
  }

  @Override
  public List<HistoryEvent> history(String runId, long from, long through, int limit) {
    return StoredHistory.read(store, partition, state(runId).tail(), runId, from, through, limit);
  }

  /**
   * A run's history as it is now, for another thread.
   *
   * @param from the first event that is wanted
   */
  StoredHistory historyNow(String runId, long from) {
    List<HistoryEvent> tail = state(runId).tail();
    long before = tail.isEmpty() ? 0 : Math.max(0, from - tail.get(0).id());
    int first = (int) Math.min(before, tail.size());
    return new StoredHistory(store, partition, List.copyOf(tail.subList(first, tail.size())));
  }

  int partition() {
    return partition;
  }

  /** The runs as they are now, for another thread. */
  RunListing runsNow() {
    List<RunState> unsaved = new ArrayList<>();
    for (OwnerState state : pinned.values()) {
      if (state.get(RowKind.RUN, "") instanceof RunState run) {
        unsaved.add(run);
      }
    }
    return new RunListing(store, partition, unsaved);
  }

  private void set(String owner, RowKind<?> kind, String id, @Nullable Row row) {
    OwnerState state = readable(owner, kind);
    Row before = state.set(kind, id, row);
    undo.add(() -> state.set(kind, id, before));
    onCommit.add(
        () -> {
          pin(state);
          changes.put(new RowKey(owner, kind, id), row, before == null);
          noteListsAndTimers(owner, id, Row.value(before), Row.value(row));
        });
  }

  private void noteListsAndTimers(
      String owner, String id, @Nullable SpecificRecord before, @Nullable SpecificRecord now) {
    if (now instanceof RunState run
        && !(before instanceof RunState was && !RunLists.areOther(run, was))) {
      changes.relist(owner);
    }
    if (before instanceof TimerState timer) {
      timers.removed(new DueTimer(timer.dueMillis(), owner, id));
    }
    if (now instanceof TimerState timer) {
      timers.added(new DueTimer(timer.dueMillis(), owner, id));
    }
  }

  private void pin(OwnerState state) {
    if (!state.isPinned()) {
      clean.invalidate(state.owner());
      pinned.put(state.owner(), state);
    }
    changes.pin(state);
  }

  private OwnerState readable(String owner, RowKind<?> kind) {
    OwnerState state = state(owner);
    state.requireReadable(kind);
    return state;
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
    for (StateStore.Row row : store.load(partition, owner)) {
      RowKind<?> kind = row.key().kind();
      try {
        loaded.set(kind, row.key().id(), Row.of(StoredCodec.decode(kind.type(), row.bytes())));
      } catch (UndecodableMessageException e) {
        if (e.isOfNewerVersion()) {
          // Nobody's fault: the partition waits for a host that can read it.
          throw new StoreException("state of " + owner + " cannot be read: " + e.getMessage(), e);
        }
        LOG.warn(
            "INF-1020 {} {} of {} is damaged in the store of partition {}; what needs it is kept in"
                + " the dead-letter topic: {}",
            kind,
            row.key().id(),
            owner,
            partition,
            e.getMessage());
        loaded.damaged(kind, String.valueOf(e.getMessage()));
      }
    }
    if (!loaded.isEmpty()) {
      clean.put(owner, loaded);
    }
    return loaded;
  }
}
