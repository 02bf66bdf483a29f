package io.infinitic.engine;

import io.infinitic.schemas.RecentIds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bounds rows that would otherwise grow in number for as long as their owner lives, such as marks
 * of requests and outcomes of methods. It remembers in which order they came and removes the oldest
 * ones. The ids lie in rows of some dozens each, so that adding one costs the same however many
 * there are, and most additions of one checkpoint change the same row.
 *
 * @param name tells several of one owner apart; lower-case letters
 * @param kind of the rows that keep the order
 * @param forMillis how long a row is kept at least, unless all weigh more than {@code mostBytes}
 * @param keptBytes rows that weigh no more than this together are kept, however old they are
 * @param mostBytes rows never weigh much more than this together
 */
public record Recent(
    String name, RowKind<RecentIds> kind, long forMillis, long keptBytes, long mostBytes) {

  /** About what a small row takes in memory, bytes. */
  public static final int ROW = 500;

  /** Milliseconds. */
  public static final long MINUTE = 60_000;

  /** Milliseconds. */
  public static final long HOUR = 60 * MINUTE;

  private static final int CHUNK = 32;

  /** So many chunks at most are removed when an id is added. */
  private static final int MOST_REMOVED = 2;

  /** A thousand small rows, or more if they are younger, but no more than ten thousand. */
  public static Recent of(String name, RowKind<RecentIds> kind, long atLeastMillis) {
    return new Recent(name, kind, atLeastMillis, 1_000 * ROW, 10_000 * ROW);
  }

  /** Removes a row whose time has come. */
  @FunctionalInterface
  public interface Removal {

    /**
     * Removes the row, unless it must stay.
     *
     * @param id as it was added
     * @param throughMillis it was added no later than this: a row that was renewed since, and so
     *     was added again, stays
     */
    void remove(String id, long throughMillis);
  }

  /** Whether nothing was ever added: there may be rows of a version that did not bound them. */
  public boolean isUnused(Fold fold, String owner) {
    return last(fold, owner) == null;
  }

  /**
   * Adds an id, and removes rows that are too old or too many.
   *
   * @param rowBytes about what the row takes, with an id that is not long
   */
  public void add(Fold fold, String owner, String id, long rowBytes, Removal removal) {
    long bytes = rowBytes + Math.max(0, 2 * id.length() - ROW);
    String lastId = last(fold, owner);
    RecentIds last = lastId == null ? null : fold.rows().get(owner, kind, lastId);
    long weight = last == null ? 0 : last.through();
    if (last == null || isFull(last)) {
      int number = lastId == null ? 0 : 1 + Integer.parseInt(lastId.substring(prefix().length()));
      lastId = prefix() + Ids.numbered(number);
      last = new RecentIds(List.of(), 0, weight, weight);
    }
    List<String> ids = new ArrayList<>(last.ids());
    ids.add(id);
    last = last.withIds(List.copyOf(ids)).withAtMillis(fold.now()).withThrough(weight + bytes);
    fold.rows().put(owner, kind, lastId, last);
    int removed = 0;
    while (removed < MOST_REMOVED && removeOldest(fold, owner, lastId, weight + bytes, removal)) {
      removed++;
    }
  }

  private boolean isFull(RecentIds chunk) {
    return chunk.ids().size() >= CHUNK || chunk.through() - chunk.from() > mostBytes / CHUNK;
  }

  private boolean removeOldest(
      Fold fold, String owner, String lastId, long through, Removal removal) {
    String oldestId = fold.rows().from(owner, kind, prefix(), 1).firstKey();
    RecentIds oldest = fold.rows().get(owner, kind, oldestId);
    long weight = through - oldest.from();
    boolean isOver = weight > mostBytes;
    boolean isOld = weight > keptBytes && oldest.atMillis() <= fold.now() - forMillis;
    if (oldestId.equals(lastId) || !(isOver || isOld)) {
      return false;
    }
    fold.rows().remove(owner, kind, oldestId);
    oldest.ids().forEach(id -> removal.remove(id, oldest.atMillis()));
    return true;
  }

  private @Nullable String last(Fold fold, String owner) {
    String id = fold.rows().lastBefore(owner, kind, name + (char) ('/' + 1));
    return id != null && id.startsWith(prefix()) ? id : null;
  }

  private String prefix() {
    return name + "/";
  }
}
