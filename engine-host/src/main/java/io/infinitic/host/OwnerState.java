package io.infinitic.host;

import io.infinitic.engine.RowKind;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunState;
import io.infinitic.wire.Sizes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All rows of one owner in memory, with the end of its history. */
final class OwnerState {

  private static final int ROW_OVERHEAD = 400;
  private static final TreeMap<String, SpecificRecord> NONE = new TreeMap<>();

  private final String owner;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics
  private final @Nullable TreeMap<String, SpecificRecord>[] kinds = new TreeMap[RowKind.ALL.size()];

  private final List<HistoryEvent> tail = new ArrayList<>();
  private final long[] weights = new long[kinds.length];
  private long changed; // kinds whose weight is to be taken again, a bit each
  private int pins;

  OwnerState(String owner) {
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  TreeMap<String, SpecificRecord> rows(RowKind<?> kind) {
    TreeMap<String, SpecificRecord> rows = kinds[kind.ordinal()];
    return rows == null ? NONE : rows;
  }

  /** Puts, or with null removes; returns what was there. */
  @Nullable SpecificRecord set(RowKind<?> kind, String id, @Nullable SpecificRecord row) {
    changed |= 1L << kind.ordinal();
    TreeMap<String, SpecificRecord> rows = kinds[kind.ordinal()];
    if (row == null) {
      return rows == null ? null : rows.remove(id);
    }
    if (rows == null) {
      rows = new TreeMap<>();
      kinds[kind.ordinal()] = rows;
    }
    return rows.put(id, row);
  }

  void clear() {
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = null;
      weights[i] = 0;
    }
    tail.clear();
  }

  boolean isEmpty() {
    return RowKind.ALL.stream().allMatch(kind -> rows(kind).isEmpty());
  }

  /** Whether it is that of a run that has ended. Such a run is seldom asked for. */
  boolean hasEnded() {
    return rows(RowKind.RUN).get("") instanceof RunState run && run.endedAtMillis() > 0;
  }

  /** The latest events, without gaps up to the last one; earlier ones are in the store. */
  List<HistoryEvent> tail() {
    return tail;
  }

  void append(HistoryEvent event) {
    tail.add(event);
  }

  void unappend() {
    tail.remove(tail.size() - 1);
  }

  /** Drops events that the store has and the next WorkflowTask does not need. */
  void trimTail() {
    SpecificRecord run = rows(RowKind.RUN).get("");
    long decided = run instanceof RunState state ? state.decidedThrough() : Long.MAX_VALUE;
    tail.removeIf(event -> event.id() <= decided);
  }

  void pin() {
    pins++;
  }

  /** True when nothing pins it any more. */
  boolean unpin() {
    return --pins == 0;
  }

  boolean isPinned() {
    return pins > 0;
  }

  /** About how much memory it takes, bytes. */
  int weight() {
    long weight = 200;
    for (RowKind<?> kind : RowKind.ALL) {
      if ((changed & 1L << kind.ordinal()) != 0) {
        weights[kind.ordinal()] = weight(rows(kind).values());
      }
      weight += weights[kind.ordinal()];
    }
    changed = 0;
    for (HistoryEvent event : tail) {
      weight += ROW_OVERHEAD + Sizes.of(event);
    }
    return (int) Math.min(weight, Integer.MAX_VALUE);
  }

  private static long weight(Collection<SpecificRecord> rows) {
    long weight = 0;
    for (SpecificRecord row : rows) {
      weight += ROW_OVERHEAD + Sizes.of(row);
    }
    return weight;
  }
}
