package io.infinitic.clients;

import io.infinitic.exceptions.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The state of a run.
 *
 * @param state whether it is open, and how it ended
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
 * @param waits what it waits for, beside tasks and other workflows: channels; conditions, timers
 *     and limits with the line of code; its start if that is delayed
 * @param incidents what needs a person, each with what to do
 * @param children child workflows that have not ended, and other workflows that it waits for
 * @param ignoredResults results of its tasks that came late, or twice
 * @param failure why it ended, if it has ended otherwise than by its result
 * @param notes what was done to it, or befell it, beside its history: the latest 20
 */
public record WorkflowDescription(
    WorkflowState state,
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
    List<Incident> incidents,
    List<Child> children,
    int ignoredResults,
    Optional<Failure> failure,
    List<Note> notes) {

  /**
   * Another workflow that it waits for.
   *
   * @param kind what it asked for
   * @param name name of the workflow
   * @param workflowId its id
   */
  public record Child(RelationKind kind, String name, String workflowId) {}

  /**
   * An open task.
   *
   * @param name service and method; the name of the workflow for a WorkflowTask
   * @param phase where it is
   * @param attempt the current attempt, from 1
   * @param scheduledAt when it was scheduled
   * @param lastFailure what ended the attempt before
   * @param taskId its id
   * @param worker who runs it, if the worker has said so
   * @param heartbeatAt when it last gave a sign of life
   * @param nextAttemptAt when the next attempt starts, if it waits for that
   * @param startedAt when the worker began, if it has said so
   * @param problem why no worker takes it, as far as that is known: none is connected, none has the
   *     version of the run, or all slots are busy
   */
  public record PendingTask(
      String name,
      TaskPhase phase,
      int attempt,
      Instant scheduledAt,
      Optional<String> lastFailure,
      String taskId,
      Optional<String> worker,
      Optional<Instant> heartbeatAt,
      Optional<Instant> nextAttemptAt,
      Optional<Instant> startedAt,
      Optional<String> problem) {}

  /**
   * What was done to a run, or befell it, beside its history.
   *
   * @param at when
   * @param type what
   * @param text more about it; may be empty
   */
  public record Note(Instant at, NoteType type, String text) {}

  /**
   * Something that needs a person.
   *
   * @param type its kind
   * @param taskId the task, if it concerns one
   * @param message what happened, to what, and what to do
   * @param failure what was thrown, with its stack trace
   * @param firstAt when it happened first
   * @param lastAt when it happened last
   * @param count how often it has happened
   */
  public record Incident(
      IncidentType type,
      Optional<String> taskId,
      String message,
      Optional<Failure> failure,
      Instant firstAt,
      Instant lastAt,
      int count) {}
}
