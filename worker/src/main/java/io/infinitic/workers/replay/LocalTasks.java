package io.infinitic.workers.replay;

import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.WorkflowStarted;

/** Runs tasks in the process that runs the workflow. */
public interface LocalTasks {

  /** Runs none. */
  LocalTasks NONE =
      new LocalTasks() {
        @Override
        public boolean hosts(Call call) {
          return false;
        }

        @Override
        public boolean endsDecision(Call call) {
          return false;
        }

        @Override
        public LocalAttempts run(Call call) {
          throw new IllegalStateException("no service is hosted here");
        }
      };

  /**
   * A call of workflow code.
   *
   * @param number of the command that it becomes
   * @param task what is asked for
   * @param taskId its id, if an engine carried it
   * @param run who calls
   * @param version of the workflow's class
   * @param decisionBegan when the code began to decide, as {@link System#nanoTime} tells it
   * @param decisionBytes what it has decided since then
   */
  record Call(
      int number,
      ScheduleTask task,
      String taskId,
      WorkflowStarted run,
      int version,
      long decisionBegan,
      long decisionBytes) {}

  /** Whether this process has the service and can run the task to its end. */
  boolean hosts(Call call);

  /**
   * Whether the decision has lasted so long, or grown so large, that it is to be recorded before
   * this task runs: what is not recorded is repeated after a crash.
   */
  boolean endsDecision(Call call);

  /**
   * Runs attempts of the task, as many as make sense here, one after the other.
   *
   * @return the outcome, or, without a status, what the engine needs to go on
   * @throws InterruptedException if the workflow's thread is interrupted; the task is, too
   */
  LocalAttempts run(Call call) throws InterruptedException;
}
