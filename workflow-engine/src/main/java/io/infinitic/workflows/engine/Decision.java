package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.PARTIAL;
import static io.infinitic.engine.RowKind.REMOTE;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.PartialResult;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RunNoteKind;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.SetStatus;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.transport.TaskId;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * The result of a WorkflowTask, taking effect: first its commands enter the history, then the
 * events that have waited for it, then those that its commands caused.
 */
final class Decision {

  private static final int ATTEMPTS_UNDER_WAY = 2;

  private final RunFold open;
  private final Fold fold;
  private final TaskState task;
  private final WorkflowTaskCompleted message;
  private final RemoteCommands remotes;
  private final List<SpecificRecord> caused = new ArrayList<>();
  private final List<ContinueAsNew> continuation = new ArrayList<>();

  /**
   * @param open the run
   * @param task its WorkflowTask in flight, of which the message is an attempt's result
   */
  Decision(RunFold open, TaskState task, WorkflowTaskCompleted message) {
    this.open = open;
    this.fold = open.fold();
    remotes = new RemoteCommands(open);
    this.task = task;
    this.message = message;
  }

  /** Keeps this part; carries the whole out with its last part. */
  void apply() {
    String runId = open.run().runId();
    List<Command> commands = new ArrayList<>();
    if (!message.last() || message.part() > 0) {
      if (message.part() == 0) {
        removeOldParts();
      }
      fold.rows()
          .put(
              runId,
              PARTIAL,
              id(message.part()),
              new PartialResult(
                  message.number(), message.attempt(), message.worker(), message.commands()));
      if (!message.last()) {
        return;
      }
      var parts = fold.rows().all(runId, PARTIAL);
      for (int i = 0; i <= message.part(); i++) {
        PartialResult part = parts.get(id(i));
        if (part == null || part.number() != message.number()) {
          return; // the WorkflowTask's timeout asks again
        }
        commands.addAll(part.commands());
      }
    } else {
      commands.addAll(message.commands());
    }
    carryOut(commands);
  }

  /** Of attempts that will not be completed any more. */
  private void removeOldParts() {
    String runId = open.run().runId();
    fold.rows()
        .all(runId, PARTIAL)
        .forEach(
            (id, part) -> {
              if (part.number() != message.number()
                  || part.attempt() < message.attempt() - ATTEMPTS_UNDER_WAY) {
                fold.rows().remove(runId, PARTIAL, id);
              }
            });
  }

  /** The parts of several attempts may arrive mixed; who decided is unique to each. */
  private String id(int part) {
    return message.worker() + "/" + message.attempt() + "/" + Ids.numbered(part);
  }

  private void carryOut(List<Command> commands) {
    String runId = open.run().runId();
    fold.rows().all(runId, PARTIAL).keySet().forEach(id -> fold.rows().remove(runId, PARTIAL, id));
    open.runs().tasks().endWorkflowTask(fold, task);
    open.append(
        new WorkflowTaskDone(
            message.number(),
            message.attempt(),
            task.throughEvent(),
            message.worker(),
            commands.size(),
            message.version(),
            message.unfinished(),
            message.rules(),
            message.seed()));
    boolean isVoid = Revival.isVoid(open.run(), commands);
    for (Command command : commands) {
      open.append(command);
      if (!isVoid) {
        carryOut(command);
      }
    }
    Incidents.decided(open);
    if (open.run().incident() != null) {
      open.note(RunNoteKind.DECIDED_AGAIN, "by " + message.worker());
    }
    RunState run = open.run();
    long decidedBefore = run.decidedThrough();
    open.change(
        run.withInFlight(null)
            .withStatus(run.suspended() ? RunStatus.SUSPENDED : RunStatus.RUNNING)
            .withIncident(null)
            .withDecidedThrough(task.throughEvent())
            .withSettledThrough(run.historyLength())
            .withCommandCount(run.commandCount() + commands.size())
            .withVersion(message.version())
            .withWaits(message.waits())
            .withDecidedBy(message.worker()));
    if (isVoid) {
      Revival.takeBackDecision(open, decidedBefore);
      return;
    }
    if (!continuation.isEmpty()) {
      NextRun.continueAsNew(open, continuation);
      return;
    }
    boolean lastMethodEnded = run.openMethods() == 0;
    if (lastMethodEnded
        && !SelfCalls.areTagged(open.run(), commands)
        && !SelfCalls.areOnTheirWay(open)) {
      Revival.note(open, commands, decidedBefore);
      RunEnd.complete(open);
      return;
    }
    Revival.wentOn(open);
    open.releaseBuffered();
    caused.forEach(open::append);
    if (lastMethodEnded) {
      SelfCalls.beginTagged(open, commands);
    }
    if (message.unfinished()) {
      open.goOn();
    } else {
      open.save();
    }
  }

  private void carryOut(Command command) {
    RunState run = open.run();
    Object body = command.body();
    if (body instanceof ScheduleTask schedule) {
      schedule(command.number(), schedule);
    } else if (body instanceof StartTimer start) {
      fold.rows()
          .put(
              run.runId(),
              TIMER,
              Ids.userTimer(command.number()),
              new TimerState(
                  TimerPurpose.USER, command.number(), 0, start.dueMillis(), start.methodId()));
    } else if (body instanceof CancelCommand cancel) {
      cancel(run, cancel.target());
    } else if (body instanceof CompleteMethod completed) {
      open.endMethod(
          completed.methodId(),
          new MethodOutcome(OutcomeStatus.COMPLETED, completed.result(), null));
    } else if (body instanceof FailMethod failed) {
      open.endMethod(failed.methodId(), MethodFailures.outcome(open, failed));
    } else if (body instanceof ChangeTags tags) {
      RunTags.remove(open, tags.removed());
      RunTags.add(open, tags.added());
    } else if (body instanceof SetStatus status) {
      open.change(run.withStatusText(status.status()));
    } else if (body instanceof ContinueAsNew next) {
      continuation.add(next);
    } else {
      remotes.carryOut(command.number(), body).ifPresent(caused::add);
    }
    // RecordInline, RecordVersion: they are in the history, which is all they ask for
  }

  private void cancel(RunState run, int target) {
    RemoteState remote = fold.rows().get(run.runId(), REMOTE, Ids.numbered(target));
    if (remote != null) {
      remotes.cancel(remote).ifPresent(caused::add);
      return;
    }
    String timerId = Ids.userTimer(target);
    if (fold.rows().get(run.runId(), TIMER, timerId) != null) {
      fold.rows().remove(run.runId(), TIMER, timerId);
      caused.add(new TimerEnded(target, true, false));
    } else {
      open.runs()
          .tasks()
          .cancel(fold, run.runId(), target)
          .ifPresent(
              outcome -> {
                Incidents.taskEnded(open, outcome);
                FailedAttempts.taskEnded(open, outcome.task());
                caused.add(WorkflowEngine.taskEnded(outcome));
              });
    }
  }

  /** A task; one that the worker has run to its end itself is but a record of that. */
  private void schedule(int number, ScheduleTask schedule) {
    TaskState task = newTask(number, schedule);
    LocalAttempts local = schedule.local();
    if (local == null) {
      open.runs().tasks().schedule(fold, task);
    } else if (local.status() == null) {
      open.runs().tasks().carryOn(fold, task, local);
    }
  }

  private TaskState newTask(int number, ScheduleTask schedule) {
    RunState run = open.run();
    return new TaskState(
        TaskId.of(run.workflowId(), run.runId(), number).toString(),
        TaskKind.TASK,
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        number,
        schedule.service(),
        schedule.task(),
        schedule.arguments(),
        schedule.settings(),
        TaskPhase.DISPATCHED,
        1,
        fold.now(),
        fold.now(),
        null,
        0,
        0,
        message.version(),
        0,
        1,
        0,
        0,
        0,
        "");
  }
}
