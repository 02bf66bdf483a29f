package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskFailed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a task.
 *
 * <pre>
 *   (none) --schedule--------------> DISPATCHED   first attempt goes out
 *   DISPATCHED --completed---------> COMPLETED
 *   DISPATCHED --failed, may retry-> BACKOFF      retry timer starts
 *   DISPATCHED --failed, no retry--> FAILED       TIMED_OUT if the worker ended it for its time
 *   DISPATCHED --attempt timer-----> as failed
 *   BACKOFF --retry timer----------> DISPATCHED   next attempt goes out
 *   any --deadline-----------------> TIMED_OUT    with the last failure as cause
 *   any --cancel-------------------> CANCELED
 *   FAILED, TIMED_OUT --retry------> DISPATCHED   a person asks; attempts are counted anew
 * </pre>
 *
 * A row exists while the task is open, and after that if it can be retried. Whatever concerns no
 * row, or another attempt than the current one, came late or twice, and changes nothing.
 */
public final class TaskEngine implements Tasks {

  /** Name of the failure of an attempt or a task that took too long. */
  public static final String TIMED_OUT = "io.infinitic.exceptions.TimedOutException";

  /** Row id of the timer that limits an attempt of a WorkflowTask. */
  public static final String WORKFLOW_TASK_TIMER = "a/" + Ids.WORKFLOW_TASK;

  private static final long WORKFLOW_TASK_TIMEOUT = 10_000;
  private static final long WORKFLOW_TASK_TIMEOUT_MAX = 600_000;

  @Override
  public void schedule(Fold fold, TaskState task) {
    startDeadline(fold, task);
    dispatch(fold, task.withAttempt(1).withScheduledAtMillis(fold.now()));
  }

  private static void startDeadline(Fold fold, TaskState task) {
    long deadline = task.settings().scheduleToCloseMillis();
    if (deadline > 0) {
      var due = fold.now() + deadline;
      var timer = new TimerState(TimerPurpose.TASK_DEADLINE, task.number(), 0, due, null);
      fold.rows().put(task.runId(), TIMER, deadlineTimer(rowId(task)), timer);
    }
  }

  @Override
  public Optional<TaskOutcome> cancel(Fold fold, String runId, int command) {
    TaskState task = fold.rows().get(runId, TASK, Ids.numbered(command));
    return task == null || !isOpen(task)
        ? Optional.empty()
        : Optional.of(end(fold, task, OutcomeStatus.CANCELED, null));
  }

  @Override
  public void endWorkflowTask(Fold fold, TaskState task) {
    removeRows(fold, task);
  }

  @Override
  public void leave(Fold fold, String runId) {
    TaskState workflowTask = fold.rows().get(runId, TASK, Ids.WORKFLOW_TASK);
    if (workflowTask != null) {
      removeRows(fold, workflowTask);
    }
  }

  @Override
  public void endRun(Fold fold, String runId) {
    fold.rows().all(runId, TASK).values().forEach(task -> removeRows(fold, task));
  }

  @Override
  public void retry(Fold fold, TaskState failed) {
    int attempt = failed.attempt() + 1;
    startDeadline(fold, failed);
    dispatch(
        fold,
        failed
            .withAttempt(attempt)
            .withSequence(failed.sequence() + 1)
            .withSequenceStart(attempt)
            .withScheduledAtMillis(fold.now())
            .withEndedEvent(0));
  }

  /** Whether the task has no outcome yet. */
  public static boolean isOpen(TaskState task) {
    return task.phase() == TaskPhase.DISPATCHED || task.phase() == TaskPhase.BACKOFF;
  }

  /** A worker says that an attempt returned. Empty if it is not the current one. */
  public Optional<TaskOutcome> completed(Fold fold, TaskCompleted message) {
    return current(fold, message.runId(), Ids.numbered(message.number()), message.attempt())
        .map(
            task -> {
              removeRows(fold, task);
              return new TaskOutcome(task, OutcomeStatus.COMPLETED, message.result(), null);
            });
  }

  /**
   * A worker says that an attempt failed. Empty if it is not the current one, or another follows.
   */
  public Optional<TaskOutcome> failed(Fold fold, TaskFailed message) {
    return current(fold, message.runId(), Ids.numbered(message.number()), message.attempt())
        .flatMap(
            task -> {
              RetryPolicy policy = policy(task, message.policy());
              OutcomeStatus status =
                  message.timedOut() ? OutcomeStatus.TIMED_OUT : OutcomeStatus.FAILED;
              if (!message.retryable()) {
                return Optional.of(end(fold, task, status, message.failure()));
              }
              return retryOrEnd(
                  fold, task, policy, message.failure(), message.retryAfterMillis(), status);
            });
  }

  /** The run's WorkflowTask, if this is its current attempt. */
  public Optional<TaskState> currentWorkflowTask(Fold fold, String runId, int number, int attempt) {
    return current(fold, runId, Ids.WORKFLOW_TASK, attempt).filter(task -> task.number() == number);
  }

  /**
   * A worker could not decide a WorkflowTask. Empty if it is not the current attempt, or another
   * follows.
   */
  public Optional<TaskOutcome> workflowTaskFailed(Fold fold, WorkflowTaskFailed message) {
    return currentWorkflowTask(fold, message.runId(), message.number(), message.attempt())
        .flatMap(
            task ->
                retryOrEnd(
                    fold,
                    task,
                    Retries.WORKFLOW_TASK,
                    message.failure(),
                    -1,
                    OutcomeStatus.FAILED));
  }

  /** A worker asks whether to run a delivery that may be an old one. */
  public void claim(Fold fold, ClaimTask message) {
    boolean granted =
        current(fold, message.runId(), Ids.numbered(message.number()), message.attempt())
            .isPresent();
    fold.answer(message.replyTo(), new TaskClaim(message.requestId(), granted));
  }

  /** A timer of a task is due; its row has been removed. Empty if the task goes on. */
  public Optional<TaskOutcome> timer(Fold fold, String runId, String timerId, TimerState timer) {
    TaskState task = fold.rows().get(runId, TASK, taskOf(timerId));
    if (task == null || !isOpen(task)) {
      return Optional.empty();
    }
    switch (timer.purpose()) {
      case TASK_DEADLINE -> {
        return Optional.of(
            end(fold, task, OutcomeStatus.TIMED_OUT, timedOut(task, "scheduleToClose")));
      }
      case TASK_RETRY -> {
        dispatch(fold, task.withAttempt(task.attempt() + 1));
        return Optional.empty();
      }
      case TASK_ATTEMPT -> {
        if (task.kind() == TaskKind.WORKFLOW_TASK) {
          // Not a verdict on the code: the worker is slow, or gone. Ask again, more patiently.
          dispatch(fold, task.withAttempt(task.attempt() + 1));
          return Optional.empty();
        }
        return retryOrEnd(
            fold,
            task,
            policy(task, null),
            timedOut(task, "startToClose"),
            -1,
            OutcomeStatus.TIMED_OUT);
      }
      default -> throw new IllegalArgumentException("not a timer of a task: " + timer);
    }
  }

  private static RetryPolicy policy(TaskState task, @Nullable RetryPolicy workers) {
    RetryPolicy calls = task.settings().retry();
    if (calls != null) {
      return calls;
    }
    return workers != null ? workers : Retries.DEFAULT;
  }

  private static Failure timedOut(TaskState task, String which) {
    return new Failure(
        TIMED_OUT,
        "%s of task %s.%s ran out in attempt %d"
            .formatted(which, task.service(), task.task(), task.attempt()),
        "",
        task.lastFailure(),
        null);
  }

  private Optional<TaskOutcome> retryOrEnd(
      Fold fold,
      TaskState task,
      RetryPolicy policy,
      Failure failure,
      long requestedMillis,
      OutcomeStatus otherwise) {
    var delay = Retries.delay(task, policy, failure, requestedMillis, fold.now());
    if (delay.isEmpty()) {
      return Optional.of(end(fold, task, otherwise, failure));
    }
    String id = rowId(task);
    long due = fold.now() + delay.getAsLong();
    fold.rows()
        .put(
            task.runId(),
            TASK,
            id,
            task.withPhase(TaskPhase.BACKOFF).withLastFailure(withoutCause(failure)));
    fold.rows()
        .put(
            task.runId(),
            TIMER,
            attemptTimer(id),
            new TimerState(TimerPurpose.TASK_RETRY, task.number(), task.attempt(), due, null));
    return Optional.empty();
  }

  /** A failure that names the one before as its cause would grow with every attempt. */
  private static @Nullable Failure withoutCause(@Nullable Failure failure) {
    return failure != null && failure.name().equals(TIMED_OUT) ? failure.withCause(null) : failure;
  }

  private static void dispatch(Fold fold, TaskState previous) {
    TaskState task = previous.withPhase(TaskPhase.DISPATCHED).withDispatchedAtMillis(fold.now());
    String id = rowId(task);
    fold.rows().put(task.runId(), TASK, id, task);
    long limit = attemptLimit(task);
    if (limit > 0) {
      var due = fold.now() + limit;
      var timer =
          new TimerState(TimerPurpose.TASK_ATTEMPT, task.number(), task.attempt(), due, null);
      fold.rows().put(task.runId(), TIMER, attemptTimer(id), timer);
    }
    fold.out().accept(new Outbound.Dispatch(task));
  }

  private static long attemptLimit(TaskState task) {
    if (task.kind() == TaskKind.TASK) {
      return task.settings().startToCloseMillis();
    }
    // Doubles, so that workers with a long queue are not asked the same ever more often.
    return Math.min(
        WORKFLOW_TASK_TIMEOUT << Math.min(task.attempt() - 1, 10), WORKFLOW_TASK_TIMEOUT_MAX);
  }

  private static TaskOutcome end(
      Fold fold, TaskState task, OutcomeStatus status, @Nullable Failure failure) {
    removeRows(fold, task);
    Failure last = failure != null ? failure : task.lastFailure();
    boolean failed = status == OutcomeStatus.FAILED || status == OutcomeStatus.TIMED_OUT;
    if (task.kind() == TaskKind.TASK && failed) {
      TaskPhase phase = TaskPhase.valueOf(status.name());
      TaskState kept = task.withPhase(phase).withLastFailure(withoutCause(last));
      fold.rows().put(task.runId(), TASK, rowId(task), kept); // a person may retry it
    }
    return new TaskOutcome(task, status, null, last);
  }

  private static void removeRows(Fold fold, TaskState task) {
    String id = rowId(task);
    fold.rows().remove(task.runId(), TASK, id);
    fold.rows().remove(task.runId(), TIMER, attemptTimer(id));
    fold.rows().remove(task.runId(), TIMER, deadlineTimer(id));
  }

  private static Optional<TaskState> current(Fold fold, String runId, String rowId, int attempt) {
    return Optional.ofNullable(fold.rows().get(runId, TASK, rowId))
        .filter(task -> task.attempt() == attempt && task.phase() == TaskPhase.DISPATCHED);
  }

  private static String rowId(TaskState task) {
    return task.kind() == TaskKind.WORKFLOW_TASK ? Ids.WORKFLOW_TASK : Ids.numbered(task.number());
  }

  private static String attemptTimer(String rowId) {
    return "a/" + rowId;
  }

  private static String deadlineTimer(String rowId) {
    return "d/" + rowId;
  }

  private static String taskOf(String timerId) {
    return timerId.substring(2);
  }
}
