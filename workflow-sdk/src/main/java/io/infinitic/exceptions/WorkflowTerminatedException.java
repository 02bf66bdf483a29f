package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A workflow was ended from outside. */
public final class WorkflowTerminatedException extends WorkflowException {

  public WorkflowTerminatedException(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    super("was terminated", workflowName, workflowId, runId, failure);
  }
}
