package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A method that was called on a running workflow failed. Its run goes on. */
public final class MethodFailedException extends WorkflowException {

  private final String methodName;

  public MethodFailedException(
      String workflowName,
      String methodName,
      String workflowId,
      @Nullable String runId,
      @Nullable Failure failure) {
    super("failed in its method " + methodName, workflowName, workflowId, runId, failure);
    this.methodName = methodName;
  }

  /** Name of the method. */
  public String getMethodName() {
    return methodName;
  }
}
