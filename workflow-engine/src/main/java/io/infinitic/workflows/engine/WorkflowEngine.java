package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.RUN;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.CompleteTimers;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.FindRun;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryStuck;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartNow;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;

/**
 * What each message means for the run it concerns. This class says who handles what; {@link
 * RunFold} changes one run.
 */
public final class WorkflowEngine {

  private final Runs runs;
  private final Starts starts;
  private final Calls calls;
  private final Signals signals;
  private final Management management;
  private final Inspection inspection;
  private final Tagged tagged;

  /**
   * @param tasks the task engine of the same partition
   * @param retentionMillis how long a finished run is kept, milliseconds
   */
  public WorkflowEngine(Tasks tasks, long retentionMillis) {
    runs = new Runs(tasks, retentionMillis);
    starts = new Starts(runs);
    calls = new Calls(runs);
    signals = new Signals(runs);
    management = new Management(runs);
    inspection = new Inspection();
    tagged = new Tagged(calls, signals, management);
  }

  /** Handles a message of a client, of a worker or of another run. False if it is none of these. */
  public boolean handle(Fold fold, Object message) {
    if (message instanceof StartWorkflow m) {
      starts.start(fold, m);
    } else if (message instanceof SendSignal m) {
      signals.handle(fold, m);
    } else if (message instanceof CallMethod m) {
      calls.call(fold, m);
    } else if (message instanceof AwaitMethod m) {
      calls.await(fold, m);
    } else if (message instanceof CommandAnswered m) {
      calls.answered(fold, m);
    } else if (message instanceof QueryWorkflow m) {
      inspection.query(fold, m);
    } else if (message instanceof GetHistory m) {
      inspection.history(fold, m);
    } else if (message instanceof DescribeWorkflow m) {
      inspection.describe(fold, m);
    } else if (message instanceof FindRun m) {
      inspection.find(fold, m);
    } else if (message instanceof ListRuns m) {
      inspection.list(fold, m);
    } else if (message instanceof CancelWorkflow m) {
      management.cancel(fold, m);
    } else if (message instanceof TerminateWorkflow m) {
      management.terminate(fold, m);
    } else if (message instanceof SuspendWorkflow m) {
      management.suspend(fold, m);
    } else if (message instanceof ResumeWorkflow m) {
      management.resume(fold, m);
    } else if (message instanceof CompleteTimers m) {
      management.completeTimers(fold, m);
    } else if (message instanceof RetryTasks m) {
      management.retryTasks(fold, m);
    } else if (message instanceof RetryWorkflowTask m) {
      management.retryWorkflowTask(fold, m);
    } else if (message instanceof StartNow m) {
      management.startNow(fold, m);
    } else if (message instanceof BuildConnected m) {
      fold.out().accept(new Outbound.RetryStuckRuns(m));
    } else if (message instanceof RetryStuck m) {
      retryStuck(fold, m);
    } else if (message instanceof MessageKept m) {
      messageKept(fold, m);
    } else if (message instanceof ForTag m) {
      tagged.handle(fold, m);
    } else {
      return false;
    }
    return true;
  }

  private void retryStuck(Fold fold, RetryStuck message) {
    RunState run = Runs.open(fold, message.runId());
    if (run != null) {
      runs.fold(fold, run).tryAgain(message.build());
    }
  }

  private void messageKept(Fold fold, MessageKept message) {
    RunState run = Runs.latest(fold, message.workflowId());
    if (run != null && Runs.isOpen(run)) {
      RunFold open = runs.fold(fold, run);
      Incidents.messageKept(open, message);
      open.store();
    }
  }

  /** A part of the result of a WorkflowTask that is not decided yet. */
  public void decided(Fold fold, TaskState task, WorkflowTaskCompleted message) {
    RunState run = Runs.open(fold, message.runId());
    if (run != null) {
      new Decision(runs.fold(fold, run), task, message).apply();
    }
  }

  /** A worker could not decide the WorkflowTask; it will be tried again. */
  public void undecided(Fold fold, TaskState task) {
    RunState run = Runs.open(fold, task.runId());
    if (run == null) {
      return;
    }
    RunFold open = runs.fold(fold, run);
    Incidents.undecided(open, task);
    if (task.troubles() == 0 || Incidents.isLasting(task)) {
      open.acceptBuffered(); // who waits for that need not wait for a person
    } // else the next attempt may well decide, and end the run
    if (task.troubles() == 0 && Tasks.isStuck(task)) {
      open.stuck(task.lastFailure());
    }
    open.store();
  }

  /** A task of a run has ended. */
  public void taskEnded(Fold fold, TaskOutcome outcome) {
    TaskState task = outcome.task();
    RunState run = Runs.listening(fold, task.runId());
    if (run == null) {
      return;
    }
    RunFold open = runs.fold(fold, run);
    Incidents.taskEnded(open, outcome);
    FailedAttempts.taskEnded(open, task);
    open.input(taskEnded(outcome));
    open.save();
  }

  /** An attempt of a task may have failed, and others may follow. */
  public void attemptEnded(Fold fold, String runId, int number) {
    FailedAttempts.attemptEnded(fold, runId, number);
  }

  /** A result of a task came late, or twice: it changes nothing, and is counted. */
  public void resultIgnored(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    if (run != null) {
      fold.rows().put(runId, RUN, "", run.withIgnoredResults(run.ignoredResults() + 1));
    }
  }

  /** A worker may not have decided in time: then whoever waits for it need not wait longer. */
  public void workflowTaskLate(Fold fold, String runId) {
    RunState run = Runs.open(fold, runId);
    if (run != null && run.bufferedCount() > 0) {
      runs.fold(fold, run).acceptBuffered();
    }
  }

  /** A timer of a run is due; its row has been removed. */
  public void timer(Fold fold, String runId, TimerState timer) {
    if (timer.purpose() == TimerPurpose.RETENTION) {
      Runs.forget(fold, runId);
      return;
    }
    RunState run = Runs.listening(fold, runId);
    if (run == null) {
      return;
    }
    RunFold open = runs.fold(fold, run);
    switch (timer.purpose()) {
      case USER -> {
        open.input(new TimerEnded(timer.number(), false, false));
        open.save();
      }
      case START_DELAY -> {
        open.endDelay();
        open.save();
      }
      case RUN_TIMEOUT -> RunEnd.end(open, RunStatus.TIMED_OUT, "the timeout of the run");
      default -> throw new IllegalArgumentException("not a timer of a run: " + timer);
    }
  }

  static TaskEnded taskEnded(TaskOutcome outcome) {
    return new TaskEnded(
        outcome.task().number(),
        outcome.status(),
        outcome.task().attempt(),
        outcome.result(),
        outcome.failure());
  }
}
