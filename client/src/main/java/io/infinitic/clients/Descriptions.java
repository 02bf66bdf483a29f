package io.infinitic.clients;

import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  static WorkflowDescription of(RunDescription description) {
    RunState run = description.run();
    List<WorkflowDescription.PendingTask> tasks = new ArrayList<>();
    description.tasks().forEach(task -> tasks.add(of(task)));
    if (description.workflowTask() != null) {
      tasks.add(of(description.workflowTask()));
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
        List.copyOf(run.waits()),
        description.incidents().stream().map(Descriptions::of).toList(),
        description.children().stream()
            .map(
                remote ->
                    new WorkflowDescription.Child(
                        RelationKind.valueOf(remote.kind().name()),
                        remote.workflowName(),
                        remote.workflowId()))
            .toList(),
        run.ignoredResults());
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
        run.incidents());
  }

  private static Optional<Instant> time(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  static String open(WorkflowDescription run) {
    return run.pendingTasks().isEmpty()
        ? "none"
        : String.join(
            ", ",
            run.pendingTasks().stream()
                .map(
                    task ->
                        "%s (%s, attempt %d, since %s)"
                            .formatted(
                                task.name(), task.phase(), task.attempt(), task.scheduledAt()))
                .toList());
  }

  static HistoryEvent of(io.infinitic.schemas.HistoryEvent event) {
    Object body = event.body();
    Instant time = Instant.ofEpochMilli(event.timeMillis());
    EventType type;
    String summary;
    int command = 0;
    if (body instanceof WorkflowStarted started) {
      type = EventType.WORKFLOW_STARTED;
      summary = started.workflowName() + "." + started.methodName();
    } else if (body instanceof MethodCalled called) {
      type = EventType.METHOD_CALLED;
      summary = called.methodName();
    } else if (body instanceof WorkflowTaskDone done) {
      type = EventType.WORKFLOW_TASK_DONE;
      summary = "%d commands, by %s".formatted(done.commandCount(), done.worker());
    } else if (body instanceof Command asked) {
      type = EventType.COMMAND;
      summary = asked.name();
      command = asked.number();
    } else if (body instanceof TaskEnded ended) {
      type = EventType.TASK_ENDED;
      summary = "%s in attempt %d".formatted(ended.status(), ended.attempt());
      command = ended.command();
    } else if (body instanceof TimerEnded ended) {
      type = EventType.TIMER_ENDED;
      summary = ended.canceled() ? "canceled" : ended.early() ? "completed early" : "fired";
      command = ended.command();
    } else if (body instanceof RemoteEnded ended) {
      type = EventType.REMOTE_ENDED;
      summary = ended.status() + " " + ended.workflowName() + " " + ended.workflowId();
      command = ended.command();
    } else if (body instanceof SignalReceived signal) {
      type = EventType.SIGNAL_RECEIVED;
      summary = "channel " + signal.channel();
    } else if (body instanceof CancelRequested requested) {
      type = EventType.CANCEL_REQUESTED;
      summary = requested.reason();
    } else if (body instanceof RunRevived revived) {
      type = EventType.RUN_REVIVED;
      summary = "task retried";
      command = revived.command();
    } else if (body instanceof RunEnded ended) {
      type = EventType.RUN_ENDED;
      summary = ended.status() + (ended.reason() == null ? "" : ": " + ended.reason());
    } else {
      throw new IllegalArgumentException("not an event of a history: " + body.getClass().getName());
    }
    return new HistoryEvent(event.id(), time, type, summary, command);
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

  private static WorkflowDescription.PendingTask of(io.infinitic.schemas.PendingTask task) {
    return new WorkflowDescription.PendingTask(
        task.task().isEmpty()
            ? "WorkflowTask of " + task.service()
            : task.service() + "." + task.task(),
        TaskPhase.valueOf(task.phase().name()),
        task.attempt(),
        Instant.ofEpochMilli(task.scheduledAtMillis()),
        Optional.ofNullable(task.lastFailure()).map(f -> f.name() + ": " + f.message()),
        task.taskId(),
        Optional.ofNullable(task.worker()),
        time(task.heartbeatAtMillis()),
        time(task.nextAttemptMillis()));
  }
}
