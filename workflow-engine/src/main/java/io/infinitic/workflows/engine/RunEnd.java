package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.PARTIAL;
import static io.infinitic.engine.RowKind.REMOTE;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.RowKind;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CronSchedule;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RemoteKind;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerPurpose;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The end of a run. */
final class RunEnd {

  static final String RUN_TIMEOUT = "run-timeout";

  private RunEnd() {}

  /** Ends the run as its main method did. */
  static void complete(RunFold run) {
    String mainId = run.run().mainMethodId();
    MethodState main = Objects.requireNonNull(Runs.method(run.fold(), run.run(), mainId));
    RunStatus status =
        switch (Objects.requireNonNull(main.outcome()).status()) {
          case COMPLETED -> RunStatus.COMPLETED;
          case CANCELED -> RunStatus.CANCELED;
          case FAILED, TIMED_OUT, TERMINATED -> RunStatus.FAILED;
        };
    end(run, status, null);
  }

  /** Ends the run: nothing of it goes on. */
  static void end(RunFold run, RunStatus status, @Nullable String reason) {
    refuseBuffered(run);
    endMethods(run, status, reason == null ? null : RemoteAnswers.because(reason), null);
    close(run, status, reason);
    if (reason != null && run.run().workflowTaskCount() > 0) { // not by its own decision
      run.fold().out().accept(new Outbound.Ask(leaveMemory(run.run())));
    }
    CronSchedule schedule = run.run().schedule();
    if (schedule != null && status != RunStatus.CANCELED && status != RunStatus.TERMINATED) {
      NextRun.repeat(run, schedule);
    }
  }

  /** A worker that has the run in memory does not hear otherwise that it has ended. */
  private static ExecuteWorkflowTask leaveMemory(RunState run) {
    return new ExecuteWorkflowTask(
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        0,
        0,
        run.historyLength() + 1,
        run.historyLength(),
        List.of(),
        null,
        false,
        true,
        0,
        null);
  }

  static void endMethods(
      RunFold run, RunStatus status, @Nullable Failure failure, @Nullable String except) {
    OutcomeStatus outcome =
        switch (status) {
          case TERMINATED -> OutcomeStatus.TERMINATED;
          case TIMED_OUT -> OutcomeStatus.TIMED_OUT;
          case CANCELED, CONTINUED_AS_NEW -> OutcomeStatus.CANCELED;
          default -> OutcomeStatus.FAILED;
        };
    run.fold()
        .rows()
        .all(run.run().runId(), METHOD)
        .forEach(
            (id, method) -> {
              if (method.outcome() == null && !id.equals(except)) {
                run.endMethod(id, new MethodOutcome(outcome, null, failure));
              }
            });
  }

  static void close(RunFold run, RunStatus status, @Nullable String reason) {
    Fold fold = run.fold();
    String runId = run.run().runId();
    run.append(new RunEnded(status, reason));
    boolean tasksGoOn = endTasks(run, status);
    if (status != RunStatus.CANCELED) {
      fold.rows().all(runId, REMOTE).values().forEach(remote -> tellChild(run, remote));
    }
    boolean revivable = run.run().failedBy() > 0;
    removeAll(fold, runId, PARTIAL);
    if (!revivable) { // else what has come, or will come, is for its second life
      removeAll(fold, runId, BUFFERED);
      removeAll(fold, runId, REMOTE);
    }
    fold.rows()
        .all(runId, TIMER)
        .forEach(
            (id, timer) -> {
              boolean stays =
                  switch (timer.purpose()) {
                    case TASK_ATTEMPT, TASK_RETRY, TASK_DEADLINE, TASK_START, TASK_HEARTBEAT ->
                        tasksGoOn;
                    case USER -> revivable;
                    case RUN_TIMEOUT, START_DELAY, RETENTION -> false;
                  };
              if (!stays) {
                fold.rows().remove(runId, TIMER, id);
              }
            });
    if (status != RunStatus.CONTINUED_AS_NEW) { // else the next run has them all the time
      RunTags.forget(run, run.run().tags());
    }
    Incidents.runEnded(run, status);
    run.change(
        run.run()
            .withStatus(status)
            .withEndedAtMillis(fold.now())
            .withInFlight(null)
            .withBufferedCount(revivable ? run.run().bufferedCount() : 0)
            .withWaits(List.of())
            .withIncident(null)
            .withFailedAttempts(0));
    run.timer(Ids.RETENTION, TimerPurpose.RETENTION, run.runs().retentionMillis());
    run.store();
    if (status != RunStatus.CONTINUED_AS_NEW) {
      Runs.chainEnded(fold, run.run());
    }
  }

  static void removeAll(Fold fold, String runId, RowKind<?> kind) {
    fold.rows().all(runId, kind).keySet().forEach(id -> fold.rows().remove(runId, kind, id));
  }

  /**
   * A run that ends by itself leaves the tasks that it has dispatched to their outcomes; one that
   * is ended from outside takes them along.
   */
  private static boolean endTasks(RunFold run, RunStatus status) {
    String runId = run.run().runId();
    switch (status) {
      case COMPLETED, FAILED, CONTINUED_AS_NEW -> {
        run.runs().tasks().leave(run.fold(), runId);
        return true;
      }
      default -> {
        run.runs().tasks().endRun(run.fold(), runId);
        return false;
      }
    }
  }

  private static void tellChild(RunFold run, RemoteState child) {
    if (child.kind() != RemoteKind.CHILD) {
      return;
    }
    String requestId = child.requestId() + "/close";
    String reason = "the workflow that started it has ended";
    switch (child.parentClose()) {
      case ABANDON -> {}
      case REQUEST_CANCEL ->
          run.fold()
              .send(
                  child.workflowId(),
                  new CancelWorkflow(
                      requestId, child.workflowId(), child.requestId(), reason, "", null));
      case TERMINATE ->
          run.fold()
              .send(
                  child.workflowId(),
                  new TerminateWorkflow(
                      requestId, child.workflowId(), reason, "", child.requestId()));
    }
  }

  /** Signals that wait for a decision that never comes: their senders learn that the run ended. */
  private static void refuseBuffered(RunFold run) {
    Fold fold = run.fold();
    RunState state = run.run();
    fold.rows()
        .all(state.runId(), BUFFERED)
        .forEach(
            (id, event) -> {
              if (event.requestId() != null) {
                Signals.refuse(fold, state, event);
                fold.rows().remove(state.runId(), BUFFERED, id);
              }
            });
  }
}
