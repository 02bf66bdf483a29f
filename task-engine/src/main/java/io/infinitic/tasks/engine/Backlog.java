package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.BACKLOG;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.BacklogState;
import io.infinitic.schemas.TaskState;

/**
 * How far workers have come with the WorkflowTasks of a workflow. One that waits its turn is not
 * dispatched again: the backlog would grow by it, and all behind it would wait longer still.
 */
final class Backlog {

  /** It is noted no more often, as that is exact enough. */
  private static final long NOTED_MILLIS = 100;

  /** Nobody works on it if the last decision is older. */
  private static final long MOVING_MILLIS = 2_000;

  private Backlog() {}

  /** A worker has decided one, or failed to. */
  static void reached(Fold fold, TaskState task) {
    BacklogState before = fold.rows().get(owner(task), BACKLOG, "");
    if (before == null || fold.now() - before.decidedAtMillis() >= NOTED_MILLIS) {
      fold.rows()
          .put(owner(task), BACKLOG, "", new BacklogState(task.dispatchedAtMillis(), fold.now()));
    }
  }

  /**
   * Whether workers are on their way to one: they go on deciding others, and those are as old. If
   * they are at much newer ones, this one was passed over: it is lost, or its worker hangs.
   */
  static boolean isBefore(Fold fold, TaskState task) {
    BacklogState last = fold.rows().get(owner(task), BACKLOG, "");
    long dispatched = task.dispatchedAtMillis();
    long passedOver = dispatched + (fold.now() - dispatched) / 2;
    return last != null
        && last.decidedAtMillis() > dispatched
        && fold.now() - last.decidedAtMillis() < MOVING_MILLIS
        && last.dispatchedAtMillis() < passedOver;
  }

  private static String owner(TaskState task) {
    return Ids.backlog(task.workflowName());
  }
}
