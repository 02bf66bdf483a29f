package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.TAGGED;
import static io.infinitic.engine.RowKind.TAG_REQUEST;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Rows;
import io.infinitic.schemas.TagRequest;
import io.infinitic.schemas.TaggedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The open runs of a partition that have a tag. Few of them lie under one owner. When there are
 * many, new ones are spread over several, each of which is read by itself: a run gets or loses a
 * tag at the same cost, however many others have it.
 */
final class TagRows {

  private static final int MOST_TOGETHER = 500;
  private static final int SHELVES = 64;
  private static final int SHELF_DIGITS = 10;

  private final Rows rows;
  private final String owner;
  private final String requests;
  private final @Nullable TagRequest tag;

  TagRows(Fold fold, String workflowName, String tagName) {
    rows = fold.rows();
    owner = Ids.tag(workflowName, tagName);
    requests = Ids.tag(workflowName, "");
    tag = rows.get(owner, TAG_REQUEST, "");
  }

  /**
   * Owner of the marks of requests by any tag of the workflow: a tag may be asked for only once.
   */
  String requests() {
    return requests;
  }

  /** How many requests by any tag of the workflow have been made. */
  int generation() {
    TagRequest last = rows.get(requests, TAG_REQUEST, "");
    return last == null ? 0 : last.generation();
  }

  /** Whether runs are spread over several owners. */
  private boolean isSpread() {
    return tag != null && tag.spread();
  }

  void nextGeneration(long now) {
    rows.put(requests, TAG_REQUEST, "", new TagRequest(generation() + 1, null, now, false));
  }

  void add(String workflowId, String runId, long now) {
    boolean isFull = isSpread() || rows.count(owner, TAGGED) >= MOST_TOGETHER;
    boolean isKnown = rows.get(owner, TAGGED, workflowId) != null;
    if (isFull && !isSpread() && !isKnown) {
      rows.put(owner, TAG_REQUEST, "", new TagRequest(0, null, now, true));
    }
    String place = isKnown || !isFull ? owner : shelf(shelfOf(workflowId));
    TaggedRun before = rows.get(place, TAGGED, workflowId);
    // It has had the tag, or the run that it continues.
    int since = before == null ? generation() : before.generation();
    rows.put(place, TAGGED, workflowId, new TaggedRun(workflowId, runId, since));
  }

  void remove(String workflowId) {
    rows.remove(owner, TAGGED, workflowId);
    if (isSpread()) {
      rows.remove(shelf(shelfOf(workflowId)), TAGGED, workflowId);
    }
  }

  /** The owner itself is shelf 0. */
  private String shelf(int number) {
    return number == 0 ? owner : owner + "\n" + number;
  }

  private static int shelfOf(String workflowId) {
    return 1 + Math.floorMod(workflowId.hashCode(), SHELVES);
  }

  /** Workflow ids of the runs, in order, after one of them. */
  List<String> ids(String after) {
    TreeSet<String> ids = new TreeSet<>();
    for (int shelf = 0; shelf <= lastShelf(); shelf++) {
      ids.addAll(rows.all(shelf(shelf), TAGGED).keySet());
    }
    return List.copyOf(ids.tailSet(after, false));
  }

  private int lastShelf() {
    return isSpread() ? SHELVES : 0;
  }

  /**
   * Runs with the tag.
   *
   * @param runs in their order
   * @param next where the following begin; null if there are none
   */
  record Slice(List<TaggedRun> runs, @Nullable String next) {}

  /**
   * Some of the runs, at most as many.
   *
   * @param from where they begin; empty for the first
   */
  Slice slice(String from, int limit) {
    List<TaggedRun> found = new ArrayList<>();
    String workflowId = from.isEmpty() ? "" : from.substring(SHELF_DIGITS);
    int first = from.isEmpty() ? 0 : Integer.parseInt(from.substring(0, SHELF_DIGITS));
    for (int shelf = first; shelf <= lastShelf(); shelf++) {
      for (TaggedRun run : rows.from(shelf(shelf), TAGGED, workflowId, limit + 1).values()) {
        if (found.size() == limit) {
          return new Slice(found, Ids.numbered(shelf) + run.workflowId());
        }
        found.add(run);
      }
      workflowId = "";
    }
    return new Slice(found, null);
  }
}
