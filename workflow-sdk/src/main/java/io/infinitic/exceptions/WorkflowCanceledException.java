package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A workflow was cancelled. */
public final class WorkflowCanceledException extends WorkflowException {

  public WorkflowCanceledException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("was canceled", workflowName, workflowId, runId, failure);
  }
}
