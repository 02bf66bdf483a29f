package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A task was cancelled. */
public final class TaskCanceledException extends TaskException {

  public TaskCanceledException(
      String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super("was canceled", serviceName, taskName, taskId, failure);
  }
}
