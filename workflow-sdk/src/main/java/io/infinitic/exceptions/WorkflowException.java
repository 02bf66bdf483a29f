package io.infinitic.exceptions;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A workflow did not complete, or cannot be reached. */
public abstract class WorkflowException extends DeferredException {

  static final String WORKFLOW = "workflow";
  static final String WORKFLOW_ID = "workflowId";
  static final String RUN_ID = "runId";
  static final String METHOD = "method";

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
        withReason(
            "workflow %s%s%s, %s"
                .formatted(
                    workflowName.isEmpty() ? "id " : workflowName + ", id ",
                    workflowId,
                    runId == null || runId.isEmpty() ? "" : ", run " + runId,
                    how),
            failure),
        failure);
    this.workflowName = workflowName;
    this.workflowId = workflowId;
    this.runId = runId == null || runId.isEmpty() ? null : runId;
    this.failure = failure;
  }

  /** A run that was cancelled has ended by an exception that says just that: once is enough. */
  private static String withReason(String text, @Nullable Failure failure) {
    String reason = failure == null ? "" : failure.toString();
    return reason.isEmpty() || reason.endsWith(text) ? text : text + ": " + reason;
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

  /** Which run it tells of: {@link Failure#getDetails} of the failure that travels for it. */
  public Map<String, String> about() {
    Map<String, String> about = new TreeMap<>();
    about.put(WORKFLOW, workflowName);
    about.put(WORKFLOW_ID, workflowId);
    if (runId != null) {
      about.put(RUN_ID, runId);
    }
    if (this instanceof MethodFailedException method) {
      about.put(METHOD, method.getMethodName());
    }
    return about;
  }

  /** What it ended by; null if nothing was thrown. */
  public @Nullable Failure getFailure() {
    return failure;
  }
}
