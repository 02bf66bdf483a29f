package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CompleteTimers;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.RunNoteKind;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.StartNow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.transport.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people, and parents, do to runs. */
record Management(Runs runs) {

  /**
   * Who cancels what it has asked to start hears of the end by the start's answer; also if the
   * start is not carried out any more, because a validator is still being asked.
   */
  void cancel(Fold fold, CancelWorkflow message) {
    String startedBy = message.startedBy();
    if (startedBy != null && Runs.ofRequest(fold, message.workflowId(), startedBy) == null) {
      Runs.revoke(fold, message.workflowId(), startedBy);
      Starts.revoked(fold, startedBy, message.workflowId(), message.replyTo(), message.caller());
      return;
    }
    carryOut(
        fold,
        new Runs.Request(
            message.requestId(),
            message.workflowId(),
            message.replyTo(),
            startedBy == null ? message.caller() : null),
        startedBy,
        run -> run.cancel(message.reason()));
  }

  void terminate(Fold fold, TerminateWorkflow message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        message.startedBy(),
        run -> RunEnd.end(run, RunStatus.TERMINATED, message.reason()));
  }

  void suspend(Fold fold, SuspendWorkflow message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        null,
        RunFold::suspend);
  }

  void resume(Fold fold, ResumeWorkflow message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        null,
        RunFold::resume);
  }

  void retryWorkflowTask(Fold fold, RetryWorkflowTask message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        null,
        RunFold::unstick);
  }

  /** A run that has begun goes on as it is. */
  void startNow(Fold fold, StartNow message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        null,
        RunFold::startNow);
  }

  void completeTimers(Fold fold, CompleteTimers message) {
    carryOut(
        fold,
        new Runs.Request(message.requestId(), message.workflowId(), message.replyTo()),
        null,
        run -> completeTimers(run, message.methodId()));
  }

  private static void completeTimers(RunFold run, @Nullable String methodId) {
    String runId = run.run().runId();
    run.fold()
        .rows()
        .all(runId, TIMER)
        .forEach(
            (id, timer) -> {
              String of = timer.methodId() == null ? run.run().mainMethodId() : timer.methodId();
              if (timer.purpose() == TimerPurpose.USER
                  && (methodId == null || methodId.equals(of))) {
                run.fold().rows().remove(runId, TIMER, id);
                run.input(new TimerEnded(timer.number(), false, true));
              }
            });
    run.save();
  }

  /**
   * Of an open run, any failed task. A run that has failed goes on if the task that failed it is
   * retried; others that it had are retried with that one, whichever is asked for first.
   */
  void retryTasks(Fold fold, RetryTasks message) {
    var request = new Runs.Request(message.requestId(), message.workflowId(), message.replyTo());
    RunState before = Runs.ofRequest(fold, message.workflowId(), message.requestId());
    RunState run = before != null ? before : Runs.latest(fold, message.workflowId());
    if (before != null) {
      request.accepted(fold, before, "");
      return;
    }
    if (run != null && isOfAnother(run, message.taskId())) {
      request.unknown(
          fold,
          "task %s is of a run of it that another one has replaced: start a new run"
              .formatted(message.taskId()));
      return;
    }
    List<TaskState> failed = new ArrayList<>();
    if (run != null) {
      for (TaskState task : named(fold, run, message.taskId())) {
        if (isMeant(task, message)) {
          failed.add(task);
        }
      }
    }
    boolean revives =
        run != null
            && run.failedBy() > 0
            && failed.stream().anyMatch(task -> task.number() == run.failedBy());
    if (run == null || (!Runs.isOpen(run) && run.failedBy() == 0)) {
      request.unknown(
          fold,
          run == null
              ? "there is no run"
              : "its run has ended, "
                  + run.status()
                  + ", and not by the failure of a task alone: start a new run");
      return;
    }
    if (!Runs.isOpen(run) && !revives && failed.isEmpty()) {
      request.unknown(fold, "its run has ended, FAILED, and has no such failed task");
      return;
    }
    Runs.remember(fold, run, message.requestId());
    RunFold retried = runs.fold(fold, run);
    if (revives) {
      failed = withThoseAskedBefore(fold, run, failed);
      Revival.revive(retried, failed);
    } else if (Runs.isOpen(run)) {
      Revival.takeBack(retried, failed);
    } else {
      Revival.retryLater(retried, failed);
      request.accepted(fold, run, "");
      return;
    }
    if (!failed.isEmpty()) {
      retried.note(RunNoteKind.TASKS_RETRIED, names(failed));
    }
    failed.forEach(task -> runs.tasks().retry(fold, task));
    retried.save();
    request.accepted(fold, run, "");
  }

  private static List<TaskState> withThoseAskedBefore(
      Fold fold, RunState run, List<TaskState> failed) {
    List<TaskState> all = new ArrayList<>(failed);
    for (int command : run.retryWithRevival()) {
      TaskState task = fold.rows().get(run.runId(), TASK, Ids.numbered(command));
      if (task != null && !Tasks.isOpen(task) && !failed.contains(task)) {
        all.add(task);
      }
    }
    all.sort(Comparator.comparingInt(TaskState::number));
    return all;
  }

  private static String names(List<TaskState> tasks) {
    TaskState first = tasks.get(0);
    String more = tasks.size() == 1 ? "" : " and " + (tasks.size() - 1) + " more";
    return first.service() + "." + first.task() + more;
  }

  private static boolean isOfAnother(RunState run, @Nullable String taskId) {
    try {
      return taskId != null && !TaskId.parse(taskId).runId().equals(run.runId());
    } catch (IllegalArgumentException e) {
      return false; // there is none of that id
    }
  }

  /** All tasks if no one is named. */
  private static Collection<TaskState> named(Fold fold, RunState run, @Nullable String taskId) {
    if (taskId == null) {
      return fold.rows().all(run.runId(), TASK).values();
    }
    try {
      String rowId = Ids.numbered(TaskId.parse(taskId).command());
      TaskState task = fold.rows().get(run.runId(), TASK, rowId);
      return task == null ? List.of() : List.of(task);
    } catch (IllegalArgumentException e) {
      return List.of(); // there is none of that id
    }
  }

  private static boolean isMeant(TaskState task, RetryTasks message) {
    boolean failed = task.phase() == TaskPhase.FAILED || task.phase() == TaskPhase.TIMED_OUT;
    return failed
        && (message.taskId() == null || message.taskId().equals(task.taskId()))
        && (message.status() == null || message.status().name().equals(task.phase().name()))
        && (message.service() == null || message.service().equals(task.service()));
  }

  /** Once for each request, on the latest open run or the one that another request started. */
  private void carryOut(
      Fold fold, Runs.Request request, @Nullable String startedBy, Consumer<RunFold> change) {
    RunState before = Runs.ofRequest(fold, request.workflowId(), request.requestId());
    if (before != null) {
      request.accepted(fold, before, "");
      return;
    }
    RunState named =
        startedBy == null
            ? Runs.latest(fold, request.workflowId())
            : Runs.ofRequest(fold, request.workflowId(), startedBy);
    if (startedBy != null && named == null) {
      Runs.revoke(fold, request.workflowId(), startedBy);
    }
    runs.openRun(fold, named == null ? null : Runs.current(fold, named), request)
        .ifPresent(
            run -> {
              Runs.remember(fold, run.run(), request.requestId());
              change.accept(run);
              request.accepted(fold, run.run(), "");
            });
  }
}
