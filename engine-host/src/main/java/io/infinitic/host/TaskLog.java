package io.infinitic.host;

import io.infinitic.schemas.TaskState;
import io.infinitic.tasks.engine.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** A line for each change of a task. */
final class TaskLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.infinitic.tasks");

  private TaskLog() {}

  static void moved(TaskState task, Lifecycle.Transition transition) {
    if (LOG.isDebugEnabled()) {
      try (var workflowId = MDC.putCloseable("workflowId", task.workflowId());
          var runId = MDC.putCloseable("runId", task.runId());
          var taskId = MDC.putCloseable("taskId", task.taskId())) {
        LOG.debug(
            "task {} {}.{} attempt {}: {} --{}--> {}",
            task.taskId(),
            task.service(),
            task.task(),
            task.attempt(),
            transition.from(),
            transition.input(),
            transition.to());
      }
    }
  }
}
