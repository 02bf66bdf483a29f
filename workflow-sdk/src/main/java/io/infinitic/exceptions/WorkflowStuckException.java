package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A run waits for a person: its code could not decide. {@link #getFailure} tells why. */
public final class WorkflowStuckException extends WorkflowException {

  public WorkflowStuckException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("is stuck", workflowName, workflowId, runId, failure);
  }
}
