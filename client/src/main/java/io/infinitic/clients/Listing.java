package io.infinitic.clients;

import io.infinitic.runtime.Millis;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.RunList;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.RunLists;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lists runs over all partitions: each gives its first ones in order, and they are merged. */
record Listing(Calls calls) {

  CompletableFuture<Page<WorkflowSummary>> page(WorkflowQuery query) {
    RunQuery wanted =
        new RunQuery(
            query.name(),
            query.state() == null ? null : RunStatus.valueOf(query.state().name()),
            query.tag(),
            query.idPrefix(),
            millis(query.startedFrom(), 0),
            millis(query.startedBefore(), Long.MAX_VALUE),
            query.onlyWithIncidents(),
            query.failedAttempts());
    Place after = Place.parse(query.cursor());
    List<CompletableFuture<Object>> replies =
        calls.askAll(
            requestId ->
                new ListRuns(
                    requestId,
                    wanted,
                    after.startedMillis(),
                    after.runId(),
                    query.pageSize(),
                    calls.replyTo()));
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(all -> merge(replies, query.pageSize()));
  }

  private static Page<WorkflowSummary> merge(
      List<CompletableFuture<Object>> replies, int pageSize) {
    List<RunSummary> runs = new ArrayList<>();
    RunSummary end = null; // what comes after it is not known of all partitions
    for (CompletableFuture<Object> reply : replies) {
      RunList list = (RunList) reply.join();
      runs.addAll(list.runs());
      if (list.more()) {
        RunSummary last = list.runs().get(list.runs().size() - 1);
        end = end == null || RunLists.ORDER.compare(last, end) < 0 ? last : end;
      }
    }
    runs.sort(RunLists.ORDER);
    int known = end == null ? runs.size() : runs.indexOf(end) + 1;
    List<RunSummary> page = runs.subList(0, Math.min(pageSize, known));
    boolean goesOn = page.size() == pageSize || end != null;
    return new Page<>(
        page.stream().map(Descriptions::of).toList(),
        goesOn ? Optional.of(Place.of(page.get(page.size() - 1)).toString()) : Optional.empty());
  }

  private static long millis(@Nullable Instant time, long otherwise) {
    return time == null ? otherwise : Millis.of(time);
  }

  /** A place in the order of the list. */
  private record Place(long startedMillis, String runId) {
    static Place of(RunSummary run) {
      return new Place(run.startedAtMillis(), run.runId());
    }

    static Place parse(@Nullable String cursor) {
      if (cursor == null) {
        return new Place(Long.MAX_VALUE, "");
      }
      int split = cursor.indexOf(':');
      try {
        return new Place(Long.parseLong(cursor.substring(0, split)), cursor.substring(split + 1));
      } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
        throw new IllegalArgumentException("'" + cursor + "' is not the cursor of a page");
      }
    }

    @Override
    public String toString() {
      return startedMillis + ":" + runId;
    }
  }
}
