package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A task did not complete. */
public abstract class TaskException extends DeferredException {

  private final String serviceName;
  private final String taskName;
  private final String taskId;
  private final @Nullable Failure failure;

  protected TaskException(
      String how, String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super(
        "task %s.%s, id %s, %s%s"
            .formatted(serviceName, taskName, taskId, how, failure == null ? "" : ": " + failure));
    this.serviceName = serviceName;
    this.taskName = taskName;
    this.taskId = taskId;
    this.failure = failure;
  }

  /** Name of the service. */
  public String getServiceName() {
    return serviceName;
  }

  /** Name of the task in the service. */
  public String getTaskName() {
    return taskName;
  }

  /** Id of the task. */
  public String getTaskId() {
    return taskId;
  }

  /** What its last attempt threw; null if it threw nothing. */
  public @Nullable Failure getFailure() {
    return failure;
  }
}
