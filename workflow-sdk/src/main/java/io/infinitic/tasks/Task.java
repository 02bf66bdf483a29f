package io.infinitic.tasks;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task can know about itself, in the thread that runs it; elsewhere the methods throw {@link
 * IllegalStateException}.
 */
public final class Task {

  private Task() {}

  /** Id of the task, the same in all attempts. */
  public static String getTaskId() {
    return TaskContext.current().taskId();
  }

  /** Name of the service. */
  public static String getServiceName() {
    return TaskContext.current().serviceName();
  }

  /** Name of the task in the service. */
  public static String getTaskName() {
    return TaskContext.current().taskName();
  }

  /** Id of the workflow that wants the task. */
  public static String getWorkflowId() {
    return TaskContext.current().workflowId();
  }

  /** Name of the workflow that wants the task. */
  public static String getWorkflowName() {
    return TaskContext.current().workflowName();
  }

  /** Name of the worker that runs this attempt. */
  public static String getWorkerName() {
    return TaskContext.current().workerName();
  }

  /** How many attempts came before this one; 0 in the first. */
  public static int getRetryIndex() {
    return TaskContext.current().attempt() - 1;
  }

  /** What ended the attempt before. */
  public static Optional<Failure> getLastError() {
    return Optional.ofNullable(TaskContext.current().lastError());
  }

  /** Tags of the task. */
  public static Set<String> getTags() {
    return TaskContext.current().tags();
  }

  /** Free data of the task. */
  public static Map<String, byte[]> getMeta() {
    return TaskContext.current().meta();
  }

  /**
   * A key for whatever the task asks of others: the same in all attempts, different for every other
   * task. A payment made with this key is made once, however often the task runs.
   */
  public static String idempotencyKey() {
    return TaskContext.current().taskId();
  }

  /** A logger named after the service. */
  public static Logger logger() {
    return LoggerFactory.getLogger(TaskContext.current().serviceName());
  }
}
