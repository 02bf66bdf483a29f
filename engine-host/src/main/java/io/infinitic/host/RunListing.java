package io.infinitic.host;

import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.RunLists;
import io.infinitic.store.StateStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The runs of a partition as they were at a moment: as the store lists them, with what had changed
 * since the last checkpoint. Can be read by any thread.
 */
record RunListing(StateStore store, int partition, List<RunState> unsaved) {

  private static final int MOST_LISTED = 1_000;

  List<RunSummary> list(ListRuns request) {
    int limit = Math.max(1, Math.min(request.limit(), MOST_LISTED));
    List<RunSummary> listed =
        new ArrayList<>(
            store.runs(
                partition,
                request.query(),
                request.beforeMillis(),
                request.beforeRunId(),
                limit + unsaved.size()));
    Set<String> runIds = new HashSet<>();
    unsaved.forEach(run -> runIds.add(run.runId()));
    listed.removeIf(run -> runIds.contains(run.runId()));
    for (RunState state : unsaved) {
      RunSummary run = RunLists.summary(state);
      if (RunLists.matches(run, request.query(), request.beforeMillis(), request.beforeRunId())) {
        listed.add(run);
      }
    }
    listed.sort(RunLists.ORDER);
    return listed.size() > limit ? listed.subList(0, limit) : listed;
  }
}
