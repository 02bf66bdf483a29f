package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.REMOTE;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What becomes of a failure when a person retries its task. Code that has not decided on it yet is
 * never to hear of it; and a run that ended by it, and did nothing else on it, goes on.
 *
 * <p>A failure that waits outside of the history is dropped. One that is in it is taken back by an
 * event that says so, at once or, if a decision is under way that has seen it, with that decision.
 */
final class Revival {

  private Revival() {}

  // ---- of an open run

  /** Tasks of an open run are about to be retried. */
  static void takeBack(RunFold run, List<TaskState> retried) {
    RunState before = run.run();
    TreeSet<Integer> seen = new TreeSet<>(before.retryWithRevival());
    for (TaskState task : retried) {
      dropFailure(run, task.number());
      if (task.endedEvent() > before.decidedThrough()) {
        if (before.inFlight() == null) {
          run.append(new RunRevived(task.number()));
        } else {
          seen.add(task.number());
        }
      }
    }
    run.change(run.run().withRetryWithRevival(List.copyOf(seen)));
  }

  /**
   * Whether a decision does nothing but fail by a task that was retried while it was under way: it
   * would not have been made without that failure.
   */
  static boolean isVoid(RunState run, List<Command> commands) {
    int by = failsBy(run, commands);
    return by > 0 && run.retryWithRevival().contains(by);
  }

  /** The task by which a decision fails the main method, if it does nothing else; 0 for none. */
  private static int failsBy(RunState run, List<Command> commands) {
    return commands.size() == 1
            && commands.get(0).body() instanceof FailMethod failed
            && failed.methodId().equals(run.mainMethodId())
        ? failed.failedBy()
        : 0;
  }

  /**
   * A void decision is in the history, but nothing of it was carried out: the code has not decided
   * on anything that came after the one before.
   */
  static void takeBackDecision(RunFold run, long decidedBefore) {
    RunState decided = run.run();
    run.change(
        decided.withCommandCount(decided.commandCount() - 1).withDecidedThrough(decidedBefore));
    run.append(new RunEnded(RunStatus.FAILED, null));
    takeBackFailures(run, decided.retryWithRevival());
    goOn(run);
  }

  /** The code has gone on: what it has heard, it has heard. */
  static void wentOn(RunFold run) {
    if (!run.run().retryWithRevival().isEmpty()) {
      run.change(run.run().withRetryWithRevival(List.of()));
    }
  }

  // ---- of a run that ends

  /**
   * A decision ends the run. If it did nothing but fail by a task of which the code has just heard,
   * the run can go on when that task is retried. The next run of a schedule does not wait for that.
   */
  static void note(RunFold run, List<Command> commands, long decidedBefore) {
    RunState state = run.run();
    int by = failsBy(state, commands);
    TaskState task =
        by == 0 || state.schedule() != null
            ? null
            : run.fold().rows().get(state.runId(), TASK, Ids.numbered(by));
    if (task != null && task.endedEvent() > decidedBefore) {
      run.change(state.withFailedBy(by).withFailedSince(decidedBefore));
    }
  }

  /** Tasks to be retried as well, if the run is revived by the task that failed it. */
  static void retryLater(RunFold run, List<TaskState> tasks) {
    TreeSet<Integer> all = new TreeSet<>(run.run().retryWithRevival());
    tasks.forEach(task -> all.add(task.number()));
    run.change(run.run().withRetryWithRevival(List.copyOf(all)));
    run.store();
  }

  /**
   * Opens a run again that failed by a task and has done nothing else since. The events say which
   * failures the code is to take back: of these tasks, and of those that were retried while it
   * failed.
   */
  static void revive(RunFold run, List<TaskState> retried) {
    RunState ended = run.run();
    TreeSet<Integer> commands = new TreeSet<>(ended.retryWithRevival());
    retried.forEach(task -> commands.add(task.number()));
    commands.removeIf(command -> !isHeard(run, command));
    open(run);
    takeBackFailures(run, commands);
    retried.forEach(task -> dropFailure(run, task.number()));
    goOn(run);
  }

  /**
   * Whether the code heard of the failure when it failed; if there is no task, it has succeeded.
   */
  private static boolean isHeard(RunFold run, int command) {
    TaskState task = run.fold().rows().get(run.run().runId(), TASK, Ids.numbered(command));
    return task == null || task.endedEvent() > run.run().failedSince();
  }

  /** A new run takes the place of one that has ended: nobody can revive that any more. */
  static void giveUp(RunFold run) {
    RunState ended = run.run();
    if (ended.failedBy() == 0) {
      return;
    }
    run.change(ended.withFailedBy(0).withBufferedCount(0).withRetryWithRevival(List.of()));
    Fold fold = run.fold();
    RunEnd.removeAll(fold, ended.runId(), BUFFERED);
    RunEnd.removeAll(fold, ended.runId(), REMOTE);
    fold.rows()
        .all(ended.runId(), TIMER)
        .forEach(
            (id, timer) -> {
              if (timer.purpose() == TimerPurpose.USER) {
                fold.rows().remove(ended.runId(), TIMER, id);
              }
            });
    Incidents.runEnded(run, ended.status());
    run.store();
  }

  private static void open(RunFold run) {
    Fold fold = run.fold();
    RunState ended = run.run();
    fold.rows().remove(ended.runId(), TIMER, Ids.RETENTION);
    MethodState main = Objects.requireNonNull(Runs.method(fold, ended, ended.mainMethodId()));
    fold.rows().put(ended.runId(), METHOD, main.methodId(), main.withOutcome(null));
    run.change(
        ended
            .withStatus(ended.suspended() ? RunStatus.SUSPENDED : RunStatus.RUNNING)
            .withEndedAtMillis(0)
            .withOpenMethods(1)
            .withFailedBy(0)
            .withDecidedThrough(ended.failedSince())
            .withCommandCount(ended.commandCount() - 1));
    RunTags.add(run, ended.tags());
    if (ended.timeoutMillis() > 0) {
      run.timer(RunEnd.RUN_TIMEOUT, TimerPurpose.RUN_TIMEOUT, ended.timeoutMillis());
    }
  }

  private static void takeBackFailures(RunFold run, Collection<Integer> commands) {
    commands.forEach(command -> run.append(new RunRevived(command)));
    run.change(
        run.run().withRetryWithRevival(List.of()).withSettledThrough(run.run().historyLength()));
  }

  /** With what has come since. The code is asked at once: it may have left other events unread. */
  private static void goOn(RunFold run) {
    run.releaseBuffered();
    run.goOn();
  }

  /** A task runs again: the code need not hear of a failure that it has not heard of. */
  private static void dropFailure(RunFold run, int command) {
    String runId = run.run().runId();
    run.fold()
        .rows()
        .all(runId, BUFFERED)
        .forEach(
            (id, event) -> {
              if (event.body() instanceof TaskEnded ended
                  && ended.command() == command
                  && ended.status() != OutcomeStatus.COMPLETED) {
                run.fold().rows().remove(runId, BUFFERED, id);
              }
            });
  }

  /** Whether a failed task must be kept, because the run's revival needs it. */
  static boolean needs(RunState run, TaskState task) {
    return task.number() == run.failedBy() || run.retryWithRevival().contains(task.number());
  }
}
