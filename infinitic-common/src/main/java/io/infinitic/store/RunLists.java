package io.infinitic.store;

import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What lists of runs hold, and in which order: the latest started first, then by run id. */
public final class RunLists {

  public static final Comparator<RunSummary> ORDER =
      Comparator.comparingLong(RunSummary::startedAtMillis)
          .reversed()
          .thenComparing(RunSummary::runId);

  private RunLists() {}

  /** A run as lists show it. */
  public static RunSummary summary(RunState run) {
    return new RunSummary(
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        run.status(),
        run.startedAtMillis(),
        run.endedAtMillis(),
        run.tags(),
        incidents(run),
        run.failedAttempts());
  }

  private static int incidents(RunState run) {
    return run.incidents() + (run.incident() == null ? 0 : 1);
  }

  /** Whether lists show the run otherwise than before: most changes of a run are not seen there. */
  public static boolean areOther(RunState run, RunState before) {
    return run.status() != before.status()
        || run.startedAtMillis() != before.startedAtMillis()
        || run.endedAtMillis() != before.endedAtMillis()
        || incidents(run) != incidents(before)
        || run.failedAttempts() != before.failedAttempts()
        || !run.tags().equals(before.tags());
  }

  /** Whether the run is asked for and comes after that place of the order. */
  public static boolean matches(
      RunSummary run, RunQuery query, long beforeMillis, String beforeRunId) {
    boolean after =
        run.startedAtMillis() < beforeMillis
            || (run.startedAtMillis() == beforeMillis && run.runId().compareTo(beforeRunId) > 0);
    return after
        && isOrAny(query.workflowName(), run.workflowName())
        && (query.status() == null || query.status() == run.status())
        && (query.tag() == null || run.tags().contains(query.tag()))
        && (query.idPrefix() == null || run.workflowId().startsWith(query.idPrefix()))
        && run.startedAtMillis() >= query.fromMillis()
        && run.startedAtMillis() < query.untilMillis()
        && (!query.withIncidents() || run.incidents() > 0)
        && run.failedAttempts() >= query.failedAttempts();
  }

  private static boolean isOrAny(@Nullable String wanted, String is) {
    return wanted == null || wanted.equals(is);
  }
}
