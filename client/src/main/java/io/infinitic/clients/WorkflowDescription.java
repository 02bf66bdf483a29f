package io.infinitic.clients;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a run.
 *
 * @param state RUNNING, STUCK, COMPLETED, FAILED, TERMINATED, TIMED_OUT …
 * @param workflowId the business key
 * @param runId the run
 * @param name name of the workflow
 * @param version version of the workflow's class
 * @param startedAt when it started
 * @param endedAt when it ended
 * @param tags its tags
 * @param status how far it is, as its code said by setStatus
 * @param pendingTasks its open tasks, and the WorkflowTask that is being decided, if any
 * @param timers when the pending timers of its code are due, or when its delayed start is
 * @param waits what its code waits for, beside tasks, timers and other workflows
 * @param incidents what needs a person, each with what to do
 * @param children child workflows that have not ended, and other workflows that it waits for
 */
public record WorkflowDescription(
    String state,
    String workflowId,
    String runId,
    String name,
    int version,
    Instant startedAt,
    Optional<Instant> endedAt,
    Set<String> tags,
    Optional<String> status,
    List<PendingTask> pendingTasks,
    List<Instant> timers,
    List<String> waits,
    List<String> incidents,
    List<Child> children) {

  /**
   * Another workflow that it waits for.
   *
   * @param kind CHILD, CALL, SIGNAL or CANCEL: what it asked for
   * @param name name of the workflow
   * @param workflowId its id
   */
  public record Child(String kind, String name, String workflowId) {}

  /**
   * An open task.
   *
   * @param name service and method; the name of the workflow for a WorkflowTask
   * @param phase DISPATCHED: with a worker or on the way to one; BACKOFF: waits for its next
   *     attempt
   * @param attempt the current attempt, from 1
   * @param scheduledAt when it was scheduled
   * @param lastFailure what ended the attempt before
   */
  public record PendingTask(
      String name, String phase, int attempt, Instant scheduledAt, Optional<String> lastFailure) {}
}
