package io.infinitic.host;

import io.infinitic.engine.RowKind;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunState;
import io.infinitic.wire.Sizes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** All rows of one owner in memory, with the end of its history. */
final class OwnerState {

  private static final int ROW_OVERHEAD = 400;

  /** What is not in memory is read from the store. */
  private static final long MOST_TAIL_BYTES = 1 << 20;

  private static final TreeMap<String, Row> NONE = new TreeMap<>();

  /**
   * A row with its size. Rows do not change, so it is estimated once.
   *
   * @param bytes about what it takes encoded
   */
  record Row(SpecificRecord value, int bytes) {
    static Row of(SpecificRecord value) {
      return new Row(value, Sizes.about(value));
    }

    static @Nullable SpecificRecord value(@Nullable Row row) {
      return row == null ? null : row.value();
    }

    private static int weight(@Nullable Row row) {
      return row == null ? 0 : ROW_OVERHEAD + row.bytes();
    }
  }

  private final String owner;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics
  private final @Nullable TreeMap<String, Row>[] kinds = new TreeMap[RowKind.ALL.size()];

  private final List<HistoryEvent> tail = new ArrayList<>();
  private final List<Integer> tailSizes = new ArrayList<>();

  private long rowBytes;
  private long tailBytes;

  /** Why rows of a kind cannot be read, if some cannot. */
  private @Nullable Map<RowKind<?>, String> damages;

  /** The last event that the store has, of those that were appended to the tail. */
  private long stored;

  /** How often everything was removed: an owner of that id may begin anew. */
  private int life;

  private int pins; // change sets that hold it

  private @Nullable ChangeSet pinnedLast;

  OwnerState(String owner) {
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  /** Rows of that kind cannot be read: whoever needs them is told so. */
  void damaged(RowKind<?> kind, String reason) {
    if (damages == null) {
      damages = new HashMap<>();
    }
    damages.put(kind, reason);
  }

  /** All rows are removed, those that cannot be read, too. */
  void isNoLongerDamaged() {
    damages = null;
  }

  /**
   * Throws if there are rows of that kind that cannot be read.
   *
   * @throws UnreadableStateException then
   */
  void requireReadable(RowKind<?> kind) {
    String reason = damages == null ? null : damages.get(kind);
    if (reason != null) {
      throw new UnreadableStateException(owner, kind.name(), reason);
    }
  }

  TreeMap<String, Row> rows(RowKind<?> kind) {
    TreeMap<String, Row> rows = kinds[kind.ordinal()];
    return rows == null ? NONE : rows;
  }

  /** Returns null if there is no such row. */
  @Nullable SpecificRecord get(RowKind<?> kind, String id) {
    return Row.value(rows(kind).get(id));
  }

  /** Puts, or with null removes; returns what was there. */
  @Nullable Row set(RowKind<?> kind, String id, @Nullable Row row) {
    TreeMap<String, Row> rows = kinds[kind.ordinal()];
    if (rows == null) {
      if (row == null) {
        return null;
      }
      rows = new TreeMap<>();
      kinds[kind.ordinal()] = rows;
    }
    Row before = row == null ? rows.remove(id) : rows.put(id, row);
    rowBytes += Row.weight(row) - Row.weight(before);
    return before;
  }

  void clear() {
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = null;
    }
    tail.clear();
    tailSizes.clear();
    rowBytes = 0;
    tailBytes = 0;
    stored = 0;
    life++;
  }

  boolean isEmpty() {
    return damages == null && RowKind.ALL.stream().allMatch(kind -> rows(kind).isEmpty());
  }

  /** Whether it is that of a run that has ended. Such a run is seldom asked for. */
  boolean hasEnded() {
    return get(RowKind.RUN, "") instanceof RunState run && run.endedAtMillis() > 0;
  }

  /** The latest events, without gaps up to the last one; earlier ones are in the store. */
  List<HistoryEvent> tail() {
    return tail;
  }

  /** Returns about how much memory it takes, bytes. */
  int append(HistoryEvent event) {
    int bytes = ROW_OVERHEAD + Sizes.about(event);
    tail.add(event);
    tailSizes.add(bytes);
    tailBytes += bytes;
    return bytes;
  }

  void unappend() {
    tail.remove(tail.size() - 1);
    tailBytes -= tailSizes.remove(tailSizes.size() - 1);
  }

  int life() {
    return life;
  }

  /** All of its events up to that one of that life are in the store. */
  void stored(int eventLife, long event) {
    if (eventLife == life) {
      stored = event;
    }
  }

  /** It must stay in memory until those changes are stored. False if they know that already. */
  boolean pin(ChangeSet changes) {
    if (pinnedLast == changes) {
      return false;
    }
    pinnedLast = changes;
    pins++;
    return true;
  }

  /**
   * Changes are stored. Drops events that the store has and the next WorkflowTask does not need;
   * and those that it needs, the oldest first, if they are too large to be kept.
   *
   * @return true when nothing pins it any more
   */
  boolean unpin() {
    pins--;
    trimTail();
    if (pins == 0) {
      pinnedLast = null;
    }
    return pins == 0;
  }

  private void trimTail() {
    long decided =
        get(RowKind.RUN, "") instanceof RunState state ? state.decidedThrough() : Long.MAX_VALUE;
    int drop = 0;
    while (drop < tail.size()
        && tail.get(drop).id() <= stored
        && (tail.get(drop).id() <= decided || tailBytes > MOST_TAIL_BYTES)) {
      tailBytes -= tailSizes.get(drop);
      drop++;
    }
    tail.subList(0, drop).clear();
    tailSizes.subList(0, drop).clear();
  }

  boolean isPinned() {
    return pins > 0;
  }

  /** About how much memory it takes, bytes. */
  int weight() {
    return (int) Math.min(200 + rowBytes + tailBytes, Integer.MAX_VALUE);
  }
}
