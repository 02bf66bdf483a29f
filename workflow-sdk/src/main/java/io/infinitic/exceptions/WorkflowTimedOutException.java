package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A run took longer than its timeout. */
public final class WorkflowTimedOutException extends WorkflowException {

  public WorkflowTimedOutException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("timed out", workflowName, workflowId, runId, failure);
  }
}
