package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** There is no such task, or its outcome is known already. */
public final class TaskUnknownException extends TaskException {

  public TaskUnknownException(
      String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super("cannot be reached", serviceName, taskName, taskId, failure);
  }
}
