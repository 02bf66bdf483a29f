package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.TASK;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.ClaimWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TaskUndelivered;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.tasks.engine.Lifecycle.Input;
import io.infinitic.transport.TaskId;
import java.util.Optional;

/**
 * Which task a message concerns, and what it means for it; {@link Lifecycle} says what follows from
 * that. A row exists while a task is open, and after that if it can be retried. Whatever concerns
 * no row, or another attempt than the current one, came late or twice, and changes nothing.
 */
public final class TaskEngine implements Tasks {

  /** Row id of the timer that limits an attempt of a WorkflowTask. */
  public static final String WORKFLOW_TASK_TIMER = TaskTimers.ofAttempt(Ids.WORKFLOW_TASK);

  /** How often an attempt may be handed to another worker before it counts as failed. */
  private static final int MOST_CLAIMS = 5;

  private static final String NOT_CURRENT =
      "its workflow has cancelled the task or has ended, or another attempt has begun";

  private final Lifecycle.Listener listener;

  public TaskEngine(Lifecycle.Listener listener) {
    this.listener = listener;
  }

  // ---- what the workflow engine asks

  @Override
  public void schedule(Fold fold, TaskState task) {
    TaskLife.begin(fold, task, listener).schedule();
  }

  @Override
  public void carryOn(Fold fold, TaskState task, LocalAttempts before) {
    TaskLife.begin(
            fold, task.withAttempt(before.attempts()).withLastFailure(before.failure()), listener)
        .carryOn(before);
  }

  @Override
  public Optional<TaskOutcome> cancel(Fold fold, String runId, int command) {
    return find(fold, runId, Ids.numbered(command))
        .flatMap(task -> task.end(Input.CANCEL, null, "its workflow has cancelled the task"));
  }

  @Override
  public void endWorkflowTask(Fold fold, TaskState task) {
    life(fold, task).complete(Input.COMPLETE, null);
  }

  @Override
  public void leave(Fold fold, String runId) {
    find(fold, runId, Ids.WORKFLOW_TASK).ifPresent(TaskEngine::drop);
  }

  @Override
  public void endRun(Fold fold, String runId) {
    fold.rows().all(runId, TASK).values().forEach(task -> drop(life(fold, task)));
  }

  private static void drop(TaskLife task) {
    if (task.end(Input.CANCEL, null, "its workflow has ended").isEmpty()) {
      task.removeRows();
    }
  }

  @Override
  public void retry(Fold fold, TaskState failed) {
    life(fold, failed).retryByHand();
  }

  @Override
  public void forget(Fold fold, TaskState failed) {
    life(fold, failed).removeRows();
  }

  // ---- what workers say

  /** A worker runs an attempt; it hears at once if nobody wants it. */
  public void started(Fold fold, TaskStarted message) {
    current(fold, message.runId(), message.number(), message.attempt())
        .ifPresentOrElse(
            task -> task.start(message),
            () ->
                unwanted(
                    fold,
                    message.replyTo(),
                    TaskId.of(message.workflowId(), message.runId(), message.number()),
                    message.attempt()));
  }

  /** An attempt is alive; its worker hears if nobody wants it. */
  public void heartbeat(Fold fold, TaskHeartbeat message) {
    current(fold, message.runId(), message.number(), message.attempt())
        .ifPresentOrElse(
            task -> task.beat(message.details(), message.replyTo()),
            () ->
                unwanted(
                    fold,
                    message.replyTo(),
                    TaskId.of(message.workflowId(), message.runId(), message.number()),
                    message.attempt()));
  }

  private static void unwanted(Fold fold, String replyTo, TaskId task, int attempt) {
    fold.answer(replyTo, TaskLife.unwanted(task.toString(), attempt, NOT_CURRENT));
  }

  /** An attempt has returned; somebody else will tell the outcome. */
  public void delegated(Fold fold, TaskDelegated message) {
    current(fold, message.runId(), message.number(), message.attempt())
        .ifPresent(task -> task.delegate(message));
  }

  /** A worker says that an attempt returned. Empty if it is not the current one. */
  public Optional<TaskOutcome> completed(Fold fold, TaskCompleted message) {
    return current(fold, message.runId(), message.number(), message.attempt())
        .flatMap(task -> task.complete(Input.COMPLETE, message.result()));
  }

  /** Whether a worker may still tell the outcome of the attempt. */
  public boolean isCurrent(Fold fold, String runId, int number, int attempt) {
    return current(fold, runId, number, attempt).isPresent();
  }

  /**
   * A worker says that an attempt failed. Empty if it is not the current one, or another follows.
   */
  public Optional<TaskOutcome> failed(Fold fold, TaskFailed message) {
    return current(fold, message.runId(), message.number(), message.attempt())
        .flatMap(
            task -> {
              task.takeMeta(message.meta());
              return task.failAttempt(AttemptEnd.failed(message));
            });
  }

  /** An attempt could not be sent to its workers. It does not count; the next one follows. */
  public void undelivered(Fold fold, TaskUndelivered message) {
    current(fold, message.runId(), message.number(), message.attempt())
        .ifPresent(task -> task.undelivered(message.failure(), message.retryAfterMillis()));
  }

  /**
   * A worker asks whether to run a delivery that may be an old one. One that ends its worker every
   * time must not end them all. Not empty if that was the task's last attempt.
   */
  public Optional<TaskOutcome> claim(Fold fold, ClaimTask message) {
    TaskLife task =
        current(fold, message.runId(), message.number(), message.attempt()).orElse(null);
    int claims = task == null ? 0 : task.claimed(message.requestId());
    boolean granted = task != null && claims <= MOST_CLAIMS;
    fold.answer(message.replyTo(), new TaskClaim(message.requestId(), granted));
    return task == null || granted
        ? Optional.empty()
        : task.failAttempt(AttemptEnd.failed(TimeOuts.workersLost(task.task(), claims)));
  }

  // ---- WorkflowTasks

  /**
   * The run's WorkflowTask, if it has that number and is not decided. Which attempt a decision was
   * made in does not matter: all are made on the same events.
   */
  public Optional<TaskState> undecided(Fold fold, String runId, int number) {
    return workflowTask(fold, runId, number).map(TaskLife::task);
  }

  /** A worker asks whether to decide on a delivery that may be an old one. */
  public void claim(Fold fold, ClaimWorkflowTask message) {
    boolean granted = undecided(fold, message.runId(), message.number()).isPresent();
    fold.answer(message.replyTo(), new TaskClaim(message.requestId(), granted));
  }

  /**
   * A worker could not decide a WorkflowTask; another attempt follows. Empty if that was known, or
   * another worker has decided it.
   */
  public Optional<TaskState> workflowTaskFailed(Fold fold, WorkflowTaskFailed message) {
    return workflowTask(fold, message.runId(), message.number())
        .flatMap(task -> task.failWorkflowTask(message));
  }

  @Override
  public void tryAgain(Fold fold, String runId, String build) {
    find(fold, runId, Ids.WORKFLOW_TASK)
        .filter(task -> Tasks.isStuck(task.task()) && !task.task().build().equals(build))
        .ifPresent(TaskLife::retryDue);
  }

  private Optional<TaskLife> workflowTask(Fold fold, String runId, int number) {
    return find(fold, runId, Ids.WORKFLOW_TASK).filter(task -> task.task().number() == number);
  }

  // ---- timers

  /** A timer of a task is due; its row has been removed. Empty if the task goes on. */
  public Optional<TaskOutcome> timer(Fold fold, String runId, String timerId, TimerState timer) {
    TaskLife task = find(fold, runId, TaskTimers.taskOf(timerId)).orElse(null);
    if (task == null) {
      return Optional.empty();
    }
    var settings = task.task().settings();
    switch (timer.purpose()) {
      case TASK_DEADLINE -> {
        Failure failure =
            TimeOuts.of(task, "scheduleToClose", settings.scheduleToCloseMillis(), fold.now());
        return task.end(Input.TIME_OUT, failure, String.valueOf(failure.message()));
      }
      case TASK_RETRY -> task.retryDue();
      case TASK_START -> {
        Failure failure =
            TimeOuts.of(task, "scheduleToStart", settings.scheduleToStartMillis(), fold.now());
        return task.failAttempt(AttemptEnd.notStarted(failure, task.hasOwnPolicy()));
      }
      case TASK_HEARTBEAT -> {
        return timedOut(fold, task, "heartbeat", task.attempt().heartbeatMillis());
      }
      case TASK_ATTEMPT -> {
        if (task.task().kind() == TaskKind.TASK) {
          long asked = settings.startToCloseMillis(); // the engine's own leaves time for the worker
          long limit = asked > 0 ? asked : task.attempt().limitMillis();
          return timedOut(fold, task, "startToClose", limit);
        }
        // Not a verdict on the code: the worker is slow, or gone. Ask again, more patiently.
        task.repeat();
      }
      default -> throw new IllegalArgumentException("not a timer of a task: " + timer);
    }
    return Optional.empty();
  }

  private static Optional<TaskOutcome> timedOut(
      Fold fold, TaskLife task, String limit, long millis) {
    return task.failAttempt(AttemptEnd.timedOut(TimeOuts.of(task, limit, millis, fold.now())));
  }

  // ---- what others say

  /** A task by its id, open or not. */
  Optional<TaskLife> find(Fold fold, TaskId id) {
    return find(fold, id.runId(), Ids.numbered(id.command()));
  }

  private Optional<TaskLife> find(Fold fold, String runId, String rowId) {
    TaskState task = fold.rows().get(runId, TASK, rowId);
    return task == null ? Optional.empty() : Optional.of(life(fold, task));
  }

  private TaskLife life(Fold fold, TaskState task) {
    return new TaskLife(fold, task, listener);
  }

  private Optional<TaskLife> current(Fold fold, String runId, int number, int attempt) {
    return currentRow(fold, runId, Ids.numbered(number), attempt);
  }

  /** The task, if a worker has, or will get, that attempt of it. */
  private Optional<TaskLife> currentRow(Fold fold, String runId, String rowId, int attempt) {
    return find(fold, runId, rowId)
        .filter(task -> task.task().attempt() == attempt && task.isOut());
  }
}
