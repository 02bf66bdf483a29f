package io.infinitic.engine;

import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.TaskState;
import java.util.Optional;

/** What the workflow engine asks of the task engine. */
public interface Tasks {

  /** How often workflow code fails in one place before its run is stuck. */
  int STUCK_AFTER = 3;

  /** Carries the task to one outcome, from its first attempt on. */
  void schedule(Fold fold, TaskState task);

  /**
   * Goes on with a task that was tried by the process that decided; the next attempt starts after
   * the delay.
   */
  void carryOn(Fold fold, TaskState task, LocalAttempts before);

  /** A WorkflowTask has been decided: nothing of it goes on. */
  void endWorkflowTask(Fold fold, TaskState task);

  /** Ends a user task. Empty if it has ended before. */
  Optional<TaskOutcome> cancel(Fold fold, String runId, int command);

  /** Ends the WorkflowTask of a run that is over; its tasks go on to their outcomes. */
  void leave(Fold fold, String runId);

  /** Ends all tasks of a run without telling an outcome. */
  void endRun(Fold fold, String runId);

  /** Starts a task that has failed again, with a new count of attempts. */
  void retry(Fold fold, TaskState failed);

  /** Drops a task that has failed: it cannot be retried any more. */
  void forget(Fold fold, TaskState failed);

  /** Starts the next attempt of a run's WorkflowTask now, if another build has made it stuck. */
  void tryAgain(Fold fold, String runId, String build);

  /** Whether the code has failed so often that its run is stuck. */
  static boolean isStuck(TaskState workflowTask) {
    return workflowTask.failures() >= STUCK_AFTER;
  }

  /** Whether the task has no outcome yet. */
  static boolean isOpen(TaskState task) {
    return switch (task.phase()) {
      case DISPATCHED, STARTED, DELEGATED, BACKOFF -> true;
      case FAILED, TIMED_OUT -> false;
    };
  }
}
