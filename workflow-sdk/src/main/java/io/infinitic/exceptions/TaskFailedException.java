package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A task failed, and no attempt is left. */
public final class TaskFailedException extends TaskException {

  public TaskFailedException(
      String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super("failed", serviceName, taskName, taskId, failure);
  }
}
