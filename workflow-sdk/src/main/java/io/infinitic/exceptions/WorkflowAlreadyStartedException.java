package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A run with this workflow id exists, and the options of the start do not allow another. */
public final class WorkflowAlreadyStartedException extends WorkflowException {

  public WorkflowAlreadyStartedException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super(
        "exists already, and is reached by getWorkflowById",
        workflowName,
        workflowId,
        runId,
        failure);
  }
}
