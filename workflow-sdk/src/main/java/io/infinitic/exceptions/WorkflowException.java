package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A workflow did not complete, or cannot be reached. */
public abstract class WorkflowException extends DeferredException {

  private final String workflowName;
  private final String workflowId;
  private final @Nullable String runId;
  private final @Nullable Failure failure;

  protected WorkflowException(
      String how,
      String workflowName,
      String workflowId,
      @Nullable String runId,
      @Nullable Failure failure) {
    super(
        "workflow %s, id %s%s, %s%s"
            .formatted(
                workflowName,
                workflowId,
                runId == null ? "" : ", run " + runId,
                how,
                failure == null ? "" : ": " + failure));
    this.workflowName = workflowName;
    this.workflowId = workflowId;
    this.runId = runId;
    this.failure = failure;
  }

  /** Name of the workflow. */
  public String getWorkflowName() {
    return workflowName;
  }

  /** Its id: the business key. */
  public String getWorkflowId() {
    return workflowId;
  }

  /** The run; null if there is none. */
  public @Nullable String getRunId() {
    return runId;
  }

  /** What it ended by; null if nothing was thrown. */
  public @Nullable Failure getFailure() {
    return failure;
  }
}
