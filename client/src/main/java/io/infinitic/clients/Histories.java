package io.infinitic.clients;

import io.infinitic.exceptions.Failure;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunNote;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.wire.Wording;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Histories for people: one line for each event, and for each note of the run. */
final class Histories {

  /** The names that commands have, for what is told of them later. */
  private final Map<Integer, String> commands = new HashMap<>();

  private Histories() {}

  /** All of them, in the order of time. */
  static List<io.infinitic.clients.HistoryEvent> of(
      List<HistoryEvent> events, List<RunNote> notes) {
    Histories history = new Histories();
    List<io.infinitic.clients.HistoryEvent> lines = new ArrayList<>();
    int next = 0;
    for (HistoryEvent event : events) {
      while (next < notes.size() && notes.get(next).atMillis() < event.timeMillis()) {
        lines.add(line(notes.get(next++)));
      }
      lines.add(history.line(event));
    }
    notes.subList(next, notes.size()).forEach(note -> lines.add(line(note)));
    return List.copyOf(lines);
  }

  private static io.infinitic.clients.HistoryEvent line(RunNote note) {
    return new io.infinitic.clients.HistoryEvent(
        0,
        Instant.ofEpochMilli(note.atMillis()),
        EventType.valueOf(note.kind().name()),
        note.text(),
        0);
  }

  private io.infinitic.clients.HistoryEvent line(HistoryEvent event) {
    Object body = event.body();
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
      summary = Wording.count(done.commandCount(), "command") + ", by " + done.worker();
    } else if (body instanceof Command asked) {
      type = EventType.COMMAND;
      summary = name(asked);
      command = asked.number();
      commands.put(command, summary);
    } else if (body instanceof TaskEnded ended) {
      type = EventType.TASK_ENDED;
      summary = ended(ended);
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
    return new io.infinitic.clients.HistoryEvent(
        event.id(), Instant.ofEpochMilli(event.timeMillis()), type, summary, command);
  }

  /** All timers have the same. */
  private static String name(Command asked) {
    return asked.body() instanceof StartTimer timer
        ? asked.name() + " until " + Instant.ofEpochMilli(timer.dueMillis())
        : asked.name();
  }

  /** A task that has not completed is worth its name and its reason. */
  private String ended(TaskEnded ended) {
    String how = "%s in attempt %d".formatted(ended.status(), ended.attempt());
    @Nullable Failure failure = Failures.read(ended.failure(), Payloads.defaults());
    return failure == null
        ? how
        : "%s: %s: %s".formatted(how, commands.getOrDefault(ended.command(), "task"), failure);
  }
}
