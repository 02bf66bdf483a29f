package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** There is no such run, or it has ended. */
public final class WorkflowUnknownException extends WorkflowException {

  public WorkflowUnknownException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("is not known, or has ended", workflowName, workflowId, runId, failure);
  }
}
