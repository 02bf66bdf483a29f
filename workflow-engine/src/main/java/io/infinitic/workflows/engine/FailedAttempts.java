package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;

/**
 * Knows of each open run how often the task that fails most has failed in a row, so that such runs
 * can be listed.
 */
final class FailedAttempts {

  private FailedAttempts() {}

  /** An attempt of a task has ended, as a rule by a failure; the task may go on. */
  static void attemptEnded(Fold fold, String runId, int number) {
    TaskState task = fold.rows().get(runId, TASK, Ids.numbered(number));
    RunState run = task == null ? null : Runs.open(fold, runId);
    if (run != null && of(task) > run.failedAttempts()) {
      fold.rows().put(runId, RUN, "", run.withFailedAttempts(of(task)));
    }
  }

  /** A task has ended: another may be the one that fails most. */
  static void taskEnded(RunFold run, TaskState ended) {
    int most = run.run().failedAttempts();
    if (most == 0 || ended.attempt() < most) {
      return;
    }
    int left = 0;
    for (TaskState task : run.fold().rows().all(run.run().runId(), TASK).values()) {
      left = Math.max(left, of(task));
      if (left >= most) {
        return;
      }
    }
    run.change(run.run().withFailedAttempts(left));
  }

  /** Since it was scheduled, or retried by hand; 0 if it is not open. */
  private static int of(TaskState task) {
    if (task.kind() != TaskKind.TASK || !Tasks.isOpen(task)) {
      return 0;
    }
    int before = task.attempt() - task.sequenceStart();
    return task.phase() == TaskPhase.BACKOFF ? before + 1 : before;
  }
}
