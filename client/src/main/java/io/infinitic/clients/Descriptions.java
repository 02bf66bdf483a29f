package io.infinitic.clients;

import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunNote;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.wire.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The engine's answers in the words of the public API. */
final class Descriptions {

  private Descriptions() {}

  /** The value, or the exception that tells why there is none. */
  static <R> @Nullable R outcome(MethodEnded ended, Replies.Reader<R> reader, Payloads payloads) {
    var outcome = ended.outcome();
    if (outcome.status() == OutcomeStatus.COMPLETED) {
      return reader.read(outcome.result());
    }
    String name = ended.workflowName();
    String id = ended.workflowId();
    String run = ended.runId();
    Failure failure = Failures.read(outcome.failure(), payloads);
    WorkflowException thrown =
        switch (outcome.status()) {
          case TIMED_OUT -> new WorkflowTimedOutException(name, id, run, failure);
          case CANCELED -> new WorkflowCanceledException(name, id, run, failure);
          case TERMINATED -> new WorkflowTerminatedException(name, id, run, failure);
          default -> Failures.failed(name, id, run, failure);
        };
    throw thrown;
  }

  static Failure because(String reason) {
    return new Failure("", reason, "", null, null);
  }

  /**
   * @param problems why no worker takes a task, by its id
   */
  static WorkflowDescription of(RunDescription description, Map<String, String> problems) {
    RunState run = description.run();
    List<WorkflowDescription.PendingTask> tasks = new ArrayList<>();
    description.tasks().forEach(task -> tasks.add(of(task, problems)));
    if (description.workflowTask() != null) {
      tasks.add(of(description.workflowTask(), problems));
    }
    return new WorkflowDescription(
        WorkflowState.valueOf(run.status().name()),
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        run.version(),
        Instant.ofEpochMilli(run.startedAtMillis()),
        time(run.endedAtMillis()),
        Set.copyOf(run.tags()),
        Optional.ofNullable(run.statusText()),
        List.copyOf(tasks),
        description.timers().stream().map(t -> Instant.ofEpochMilli(t.dueMillis())).toList(),
        waits(description),
        description.incidents().stream().map(Descriptions::of).toList(),
        description.children().stream()
            .map(
                remote ->
                    new WorkflowDescription.Child(
                        RelationKind.valueOf(remote.kind().name()),
                        remote.workflowName(),
                        remote.workflowId()))
            .toList(),
        run.ignoredResults(),
        Optional.ofNullable(Failures.read(description.failure(), Payloads.defaults())),
        run.notes().stream().map(Descriptions::of).toList());
  }

  static WorkflowSummary of(RunSummary run) {
    return new WorkflowSummary(
        WorkflowState.valueOf(run.status().name()),
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        Instant.ofEpochMilli(run.startedAtMillis()),
        time(run.endedAtMillis()),
        Set.copyOf(run.tags()),
        run.incidents(),
        run.failedAttempts());
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** A run whose start is delayed has no code yet that could say so. */
  private static List<String> waits(RunDescription description) {
    List<String> waits = new ArrayList<>(description.run().waits());
    for (TimerState timer : description.timers()) {
      if (timer.purpose() == TimerPurpose.START_DELAY) {
        waits.add("its start at " + Instant.ofEpochMilli(timer.dueMillis()));
      }
    }
    return List.copyOf(waits);
  }

  /** What it waits for, beside tasks. */
  static String waits(WorkflowDescription run) {
    List<String> waits = new ArrayList<>(run.waits());
    run.timers().stream()
        .filter(due -> run.waits().stream().noneMatch(wait -> wait.contains(due.toString())))
        .forEach(due -> waits.add("a timer due at " + due));
    run.children().forEach(child -> waits.add(child.name() + " " + child.workflowId()));
    return waits.isEmpty() ? "nothing else" : String.join(", ", waits);
  }

  /** Its incidents, where the run is named already. */
  static String incidents(WorkflowDescription run) {
    String ofRun =
        " of workflow %s, id %s, run %s".formatted(run.name(), run.workflowId(), run.runId());
    return run.incidents().stream()
        .map(incident -> incident.message().replace("," + ofRun, "").replace(ofRun, ""))
        .collect(Collectors.joining(" "));
  }

  static String open(WorkflowDescription run) {
    return run.pendingTasks().isEmpty()
        ? "none"
        : String.join(
            ", ",
            run.pendingTasks().stream()
                .map(
                    task ->
                        "%s (%s, attempt %d, since %s%s)"
                            .formatted(
                                task.name(),
                                task.phase(),
                                task.attempt(),
                                task.scheduledAt(),
                                task.problem().map(", "::concat).orElse("")
                                    + task.lastFailure().map(", "::concat).orElse("")))
                .toList());
  }

  private static WorkflowDescription.Incident of(Incident incident) {
    Failure failure = Failures.read(incident.failure(), Payloads.defaults());
    return new WorkflowDescription.Incident(
        IncidentType.valueOf(incident.type().name()),
        Optional.ofNullable(incident.taskId()),
        incident.message(),
        Optional.ofNullable(failure),
        Instant.ofEpochMilli(incident.sinceMillis()),
        Instant.ofEpochMilli(Math.max(incident.sinceMillis(), incident.lastMillis())),
        incident.count());
  }

  private static WorkflowDescription.Note of(RunNote note) {
    return new WorkflowDescription.Note(
        Instant.ofEpochMilli(note.atMillis()), NoteType.valueOf(note.kind().name()), note.text());
  }

  private static WorkflowDescription.PendingTask of(
      io.infinitic.schemas.PendingTask task, Map<String, String> problems) {
    return new WorkflowDescription.PendingTask(
        task.task().isEmpty()
            ? Wording.task(task.service(), "")
            : task.service() + "." + task.task(),
        TaskPhase.valueOf(task.phase().name()),
        task.attempt(),
        Instant.ofEpochMilli(task.scheduledAtMillis()),
        Optional.ofNullable(task.lastFailure()).map(Wording::of),
        task.taskId(),
        Optional.ofNullable(task.worker()),
        time(task.heartbeatAtMillis()),
        time(task.nextAttemptMillis()),
        time(task.startedAtMillis()),
        Optional.ofNullable(problems.get(task.taskId())));
  }
}
