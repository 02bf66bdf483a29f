package io.infinitic.workers.tasks;

import io.infinitic.runtime.Thrown;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of a failed attempt, whoever has made it: the worker of a service, or that of a
 * workflow for a local task.
 *
 * @param task service and method
 * @param taskId its id
 * @param workflowName whose task it is
 * @param workflowId whose task it is
 * @param attempt its number, from 1
 * @param failures in a row, from 1; those before a retry by a person do not count
 */
public record FailedAttempt(
    String task, String taskId, String workflowName, String workflowId, int attempt, int failures) {

  private static final Logger LOG = LoggerFactory.getLogger(FailedAttempt.class);

  /**
   * The first failures are seen, and then ever fewer: a task may be retried for ever.
   *
   * @param next what comes after it
   */
  public void log(Throwable thrown, String next) {
    Map<String, String> names =
        Map.of("workflowId", workflowId, "taskId", taskId, "attempt", Integer.toString(attempt));
    String what =
        "task %s of workflow %s, id %s, failed in attempt %d; %s"
            .formatted(task, workflowName, workflowId, attempt, next);
    try (LoggingContext logging = new LoggingContext(names)) {
      if (Integer.bitCount(failures) == 1) {
        LOG.warn("INF-2015 {}", what, Thrown.loggable(thrown));
      } else {
        LOG.debug("{}", what, Thrown.loggable(thrown));
      }
    }
  }
}
