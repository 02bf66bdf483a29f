package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A task took too long. */
public final class TaskTimedOutException extends TaskException {

  public TaskTimedOutException(
      String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super("timed out", serviceName, taskName, taskId, failure);
  }
}
