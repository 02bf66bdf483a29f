package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** There is no such run, or it has ended. */
public final class WorkflowUnknownException extends WorkflowException {

  public WorkflowUnknownException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("cannot be reached", workflowName, workflowId, runId, failure);
  }
}
