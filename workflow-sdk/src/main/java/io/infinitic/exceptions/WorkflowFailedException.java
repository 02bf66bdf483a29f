package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A workflow ended by a failure of its contract. */
public final class WorkflowFailedException extends WorkflowException {

  public WorkflowFailedException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("failed", workflowName, workflowId, runId, failure);
  }
}
