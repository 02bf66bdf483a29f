package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * A workflow ended by a failure of its contract. Its cause is what the workflow threw, such as a
 * {@link TaskFailedException}, whose cause is what the task threw.
 */
public final class WorkflowFailedException extends WorkflowException {

  public WorkflowFailedException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("failed", workflowName, workflowId, runId, failure);
  }
}
