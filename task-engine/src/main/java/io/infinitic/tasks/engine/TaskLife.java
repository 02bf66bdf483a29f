package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.ATTEMPT;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.tasks.engine.Lifecycle.State.DISPATCHED;
import static io.infinitic.tasks.engine.Lifecycle.State.STARTED;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TaskUnwanted;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.tasks.engine.Lifecycle.Input;
import io.infinitic.tasks.engine.Lifecycle.State;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task while one message is folded into it. Each method is an input of the {@link Lifecycle}:
 * if its table has no line for it, nothing happens.
 */
final class TaskLife {

  private static final long WORKFLOW_TASK_TIMEOUT = 10_000;

  /**
   * While no worker runs, each repetition stays in the topic, and is read by whoever comes later.
   */
  private static final long WORKFLOW_TASK_TIMEOUT_MAX = 3_600_000;

  private final Fold fold;
  private final Lifecycle.Listener listener;
  private final String rowId;
  private final TaskTimers timers;
  private TaskState task;
  private State state;

  /** A task that exists. */
  TaskLife(Fold fold, TaskState task, Lifecycle.Listener listener) {
    this(fold, task, Lifecycle.of(task), listener);
  }

  private TaskLife(Fold fold, TaskState task, State state, Lifecycle.Listener listener) {
    this.fold = fold;
    this.task = task;
    this.state = state;
    this.listener = listener;
    rowId = task.kind() == TaskKind.WORKFLOW_TASK ? Ids.WORKFLOW_TASK : Ids.numbered(task.number());
    timers = new TaskTimers(fold, rowId);
  }

  /** A task that does not exist yet. */
  static TaskLife begin(Fold fold, TaskState task, Lifecycle.Listener listener) {
    return new TaskLife(fold, task, State.NONE, listener);
  }

  TaskState task() {
    return task;
  }

  State state() {
    return state;
  }

  private boolean move(Input input) {
    Optional<Lifecycle.Transition> next = Lifecycle.next(state, input);
    next.ifPresent(
        transition -> {
          state = transition.to();
          listener.moved(task, transition);
        });
    return next.isPresent();
  }

  // ---- attempts

  void schedule() {
    if (move(Input.SCHEDULE)) {
      task = task.withAttempt(1).withScheduledAtMillis(fold.now());
      startDeadline();
      dispatch();
    }
  }

  /** Goes on with a task of which some attempts have failed elsewhere. */
  void carryOn(LocalAttempts before) {
    if (move(Input.CARRY_ON)) {
      if (before.policy() != null) {
        tell(untold().withPolicy(before.policy()));
      }
      takeMeta(before.meta());
      task = task.withScheduledAtMillis(fold.now());
      startDeadline();
      backOff(before.retryAfterMillis());
    }
  }

  void retryDue() {
    if (move(Input.RETRY_DUE)) {
      task = task.withAttempt(task.attempt() + 1);
      dispatch();
    }
  }

  void repeat() {
    if (move(Input.REPEAT)) {
      task = task.withAttempt(task.attempt() + 1);
      dispatch();
    }
  }

  void retryByHand() {
    if (move(Input.RETRY_BY_HAND)) {
      int attempt = task.attempt() + 1;
      task =
          task.withAttempt(attempt)
              .withSequence(task.sequence() + 1)
              .withSequenceStart(attempt)
              .withScheduledAtMillis(fold.now());
      startDeadline();
      dispatch();
    }
  }

  private void dispatch() {
    task = task.withPhase(TaskPhase.DISPATCHED).withDispatchedAtMillis(fold.now());
    fold.rows().put(task.runId(), TASK, rowId, task);
    AttemptState before = told();
    if (before != null) {
      fold.rows()
          .put(
              task.runId(),
              ATTEMPT,
              rowId,
              untold().withPolicy(before.policy()).withHeartbeat(before.heartbeat()));
    }
    if (task.kind() == TaskKind.WORKFLOW_TASK) {
      // Doubles, so that workers with a long queue are not asked the same ever more often.
      int repeated = task.attempt() - task.sequenceStart();
      long patience = WORKFLOW_TASK_TIMEOUT << Math.min(repeated, 10);
      timers.limit(task, TimerPurpose.TASK_ATTEMPT, Math.min(patience, WORKFLOW_TASK_TIMEOUT_MAX));
    } else {
      timers.limit(task, TimerPurpose.TASK_START, task.settings().scheduleToStartMillis());
    }
    fold.out().accept(new Outbound.Dispatch(task));
  }

  private void startDeadline() {
    timers.limit(task, TimerPurpose.TASK_DEADLINE, task.settings().scheduleToCloseMillis());
  }

  // ---- what workers tell while it runs

  /** From a worker that has claimed the attempt since, its limits count anew. */
  void start(TaskStarted message) {
    AttemptState before = attempt();
    if (state == STARTED
        && (before.worker().equals(message.worker())
            || (!before.worker().isEmpty() && before.startedClaims() == before.claims()))) {
      return; // told before, or by one whose message came again though it is alive
    }
    if (move(Input.START)) {
      tell(
          before
              .withWorker(message.worker())
              .withReplyTo(message.replyTo())
              .withStartedAtMillis(fold.now())
              .withStartedClaims(before.claims())
              .withLimitMillis(message.limitMillis())
              .withHeartbeatMillis(message.heartbeatMillis())
              .withPolicy(message.policy()));
      enter(TaskPhase.STARTED);
      timers.removeStart(task);
      timers.limit(task, TimerPurpose.TASK_ATTEMPT, message.limitMillis());
      timers.limit(task, TimerPurpose.TASK_HEARTBEAT, message.heartbeatMillis());
    }
  }

  /** Of a worker: it has the attempt. */
  void beat(@Nullable Payload details, String replyTo) {
    State before = state;
    if (move(Input.BEAT)) {
      AttemptState told = beaten(details);
      boolean isStart = state != before;
      tell(
          told.withReplyTo(replyTo)
              .withStartedAtMillis(isStart ? fold.now() : told.startedAtMillis()));
      if (isStart) {
        enter(TaskPhase.STARTED);
        timers.removeStart(task);
      }
    }
  }

  void beatFromOutside(@Nullable Payload details) {
    if (move(Input.BEAT_FROM_OUTSIDE)) {
      tell(beaten(details));
    }
  }

  private AttemptState beaten(@Nullable Payload details) {
    AttemptState told = attempt();
    timers.limit(task, TimerPurpose.TASK_HEARTBEAT, told.heartbeatMillis());
    return told.withHeartbeat(details == null ? told.heartbeat() : details)
        .withHeartbeatAtMillis(fold.now());
  }

  /** Its limit goes on, without what a worker was given to end by itself. */
  void delegate(TaskDelegated message) {
    if (move(Input.DELEGATE)) {
      AttemptState told = attempt();
      long started = told.startedAtMillis() > 0 ? told.startedAtMillis() : fold.now();
      tell(
          told.withLimitMillis(message.limitMillis())
              .withPolicy(message.policy() == null ? told.policy() : message.policy()));
      takeMeta(message.meta());
      enter(TaskPhase.DELEGATED);
      timers.removeStart(task);
      if (message.limitMillis() > 0) {
        long left = Math.max(1, started + message.limitMillis() - fold.now());
        timers.limit(task, TimerPurpose.TASK_ATTEMPT, left);
      }
    }
  }

  /** What the task has made of its free data is there in its next attempt. */
  void takeMeta(@Nullable Map<String, ByteBuffer> meta) {
    if (meta != null) {
      TaskSettings settings = task.settings().withMeta(meta);
      task = task.withSettings(settings);
    }
  }

  private void enter(TaskPhase phase) {
    task = task.withPhase(phase);
    fold.rows().put(task.runId(), TASK, rowId, task);
  }

  /** Counts who wants to run the attempt because the worker before is gone. */
  int claimed(String requestId) {
    AttemptState attempt = attempt();
    if (!attempt.lastClaim().equals(requestId)) {
      attempt = attempt.withClaims(attempt.claims() + 1).withLastClaim(requestId);
      tell(attempt);
    }
    return attempt.claims();
  }

  /** What workers have told of the current attempt. */
  AttemptState attempt() {
    AttemptState told = told();
    return told == null ? untold() : told;
  }

  private @Nullable AttemptState told() {
    return fold.rows().get(task.runId(), ATTEMPT, rowId);
  }

  private AttemptState untold() {
    return new AttemptState("", "", 0, 0, 0, null, 0, "", 0, null, 0);
  }

  private void tell(AttemptState told) {
    fold.rows().put(task.runId(), ATTEMPT, rowId, told);
  }

  // ---- its end

  Optional<TaskOutcome> complete(Input by, @Nullable Payload result) {
    State before = state;
    if (!move(by)) {
      return Optional.empty();
    }
    if (by == Input.COMPLETE_FROM_OUTSIDE) {
      tellUnwanted(before, "the task was completed from outside");
    }
    removeRows();
    return Optional.of(new TaskOutcome(task, OutcomeStatus.COMPLETED, result, null));
  }

  /** The attempt ended without a result: another follows if the policy allows it. */
  Optional<TaskOutcome> failAttempt(AttemptEnd end) {
    State before = state;
    RetryPolicy policy = policy(end.policy());
    var delay = end.retryable() ? Retries.delay(task, policy, end, fold.now()) : Retries.NEVER;
    if (delay.isEmpty()) {
      return end(end.isTimeOut() ? Input.TIME_OUT : Input.FAIL, end.failure(), end.told());
    }
    if (move(Input.ATTEMPT_FAILED)) {
      tellUnwanted(before, end.told());
      if (end.heartbeat() != null) {
        tell(attempt().withHeartbeat(end.heartbeat()));
      }
      task = task.withLastFailure(TimeOuts.withoutCause(end.failure()));
      backOff(delay.getAsLong());
    }
    return Optional.empty();
  }

  /** No worker has heard of the attempt: it does not count among those that a policy allows. */
  void undelivered(Failure why, long delayMillis) {
    if (state == DISPATCHED && move(Input.ATTEMPT_FAILED)) {
      task =
          task.withSequenceStart(task.sequenceStart() + 1)
              .withLastFailure(TimeOuts.withoutCause(why));
      backOff(delayMillis);
    }
  }

  /** Whether the call or a worker has named a policy for it. */
  boolean hasOwnPolicy() {
    return policy(null) != Retries.DEFAULT;
  }

  /**
   * A worker could not decide. Another attempt always follows. One failure counts for all attempts
   * that are out: they are made on the same events. Empty if it was counted before.
   */
  Optional<TaskState> failWorkflowTask(WorkflowTaskFailed message) {
    if (message.attempt() < task.sequenceStart() || !move(Input.ATTEMPT_FAILED)) {
      return Optional.empty();
    }
    boolean isTrouble = message.infrastructure();
    int troubles = isTrouble ? task.troubles() + 1 : 0;
    int failures = isTrouble ? task.failures() : task.failures() + 1;
    task =
        task.withLastFailure(message.failure())
            .withTroubles(troubles)
            .withFailures(failures)
            .withBuild(isTrouble ? task.build() : message.build())
            .withSequenceStart(task.attempt() + 1);
    backOff(isTrouble ? Retries.afterTroubles(troubles) : Retries.afterFailures(failures));
    return Optional.of(task);
  }

  /** That of the call, else that of the worker, else the default. */
  private RetryPolicy policy(@Nullable RetryPolicy workers) {
    if (task.settings().retry() != null) {
      return task.settings().retry();
    } else if (workers != null) {
      return workers;
    }
    AttemptState told = told();
    return told != null && told.policy() != null ? told.policy() : Retries.DEFAULT;
  }

  private void backOff(long delayMillis) {
    timers.removeOfAttempt(task);
    enter(TaskPhase.BACKOFF);
    timers.start(task, TimerPurpose.TASK_RETRY, Math.max(0, delayMillis));
  }

  /**
   * @param told what a worker that runs it is told
   */
  Optional<TaskOutcome> end(Input input, @Nullable Failure failure, String told) {
    State before = state;
    if (!move(input)) {
      return Optional.empty();
    }
    tellUnwanted(before, told);
    AttemptState left = told();
    removeRows();
    Failure last = failure != null ? failure : task.lastFailure();
    OutcomeStatus status = OutcomeStatus.valueOf(state.name());
    if (task.kind() == TaskKind.TASK && status != OutcomeStatus.CANCELED) {
      TaskPhase phase = TaskPhase.valueOf(status.name());
      TaskState kept = task.withPhase(phase).withLastFailure(TimeOuts.withoutCause(last));
      fold.rows().put(task.runId(), TASK, rowId, kept); // a person may retry it
      if (left != null) {
        tell(left);
      }
    }
    return Optional.of(new TaskOutcome(task, status, null, last));
  }

  private void tellUnwanted(State before, String why) {
    AttemptState told = told();
    if (before == STARTED && told != null && !why.isEmpty()) {
      fold.answer(told.replyTo(), unwanted(task.taskId(), task.attempt(), why));
    }
  }

  static TaskUnwanted unwanted(String taskId, int attempt, String why) {
    return new TaskUnwanted(taskId + "#" + attempt, why);
  }

  /** Takes it out of the state, whatever it is. */
  void removeRows() {
    String runId = task.runId();
    fold.rows().remove(runId, TASK, rowId);
    fold.rows().remove(runId, ATTEMPT, rowId);
    timers.removeAll(task);
  }

  /** Whether a worker has the current attempt, or will get it. */
  boolean isOut() {
    return switch (state) {
      case DISPATCHED, STARTED -> true;
      default -> false;
    };
  }
}
