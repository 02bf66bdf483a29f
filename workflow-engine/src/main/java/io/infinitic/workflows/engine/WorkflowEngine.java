package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.POINTER;
import static io.infinitic.engine.RowKind.REQUEST;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.HandledRequest;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.PendingTask;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowPointer;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowUnknown;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each message means for the run it concerns. Deciding is spread over two classes: this one
 * finds the run and answers callers; {@link RunFold} changes one run.
 */
public final class WorkflowEngine {

  private final Tasks tasks;
  private final long retentionMillis;

  /**
   * @param tasks the task engine of the same partition
   * @param retentionMillis how long a finished run is kept, milliseconds
   */
  public WorkflowEngine(Tasks tasks, long retentionMillis) {
    this.tasks = tasks;
    this.retentionMillis = retentionMillis;
  }

  public void start(Fold fold, StartWorkflow message) {
    String runId = Ids.run(message.workflowId(), message.requestId());
    RunState mine = fold.rows().get(runId, RUN, "");
    if (mine != null) { // the request came twice
      acceptStart(fold, mine, message);
      return;
    }
    RunState joined = handled(fold, message.workflowId(), message.requestId());
    if (joined != null) {
      acceptStart(fold, joined, message);
      return;
    }
    RunState latest = latest(fold, message.workflowId());
    if (latest != null && RunFold.isOpen(latest.status())) {
      switch (message.conflict()) {
        case REJECT -> {
          reject(fold, latest, message);
          return;
        }
        case USE_EXISTING -> {
          remember(fold, latest, message.requestId());
          acceptStart(fold, latest, message);
          return;
        }
        case TERMINATE_EXISTING ->
            run(fold, latest)
                .finish(RunStatus.TERMINATED, "a new run was started that replaces it");
      }
    } else if (latest != null && message.reuse() == ReusePolicy.USE_EXISTING) {
      remember(fold, latest, message.requestId());
      acceptStart(fold, latest, message);
      return;
    } else if (latest != null && !mayReuse(latest, message.reuse())) {
      reject(fold, latest, message);
      return;
    }
    WorkflowPointer pointer = fold.rows().get(message.workflowId(), POINTER, "");
    fold.rows()
        .put(
            message.workflowId(),
            POINTER,
            "",
            new WorkflowPointer(
                message.workflowId(), runId, pointer == null ? 1 : pointer.runCount() + 1));
    RunFold started = RunFold.start(fold, tasks, retentionMillis, runId, message);
    acceptStart(fold, started.run(), message);
  }

  public void call(Fold fold, CallMethod message) {
    RunState before = handled(fold, message.workflowId(), message.requestId());
    RunState run = before != null ? before : find(fold, message.workflowId(), message.runId());
    MethodState known = run == null ? null : method(fold, run, message.requestId());
    if (run == null || (known == null && !RunFold.isOpen(run.status()))) {
      unknown(
          fold,
          message.replyTo(),
          message.requestId(),
          message.workflowId(),
          run == null ? "there is no run" : "its run has ended: " + run.status());
      return;
    }
    if (known == null) {
      RunFold open = run(fold, run);
      remember(fold, run, message.requestId());
      open.addMethod(message.requestId(), message.methodName());
      open.input(new MethodCalled(message.requestId(), message.methodName(), message.arguments()));
      open.save();
    }
    if (message.confirm()) {
      fold.answer(message.replyTo(), accepted(run, message.requestId(), message.requestId()));
    }
    if (message.awaitOutcome()) {
      answerOrWait(fold, run, message.requestId(), message.requestId(), message.replyTo());
    }
  }

  public void await(Fold fold, AwaitMethod message) {
    RunState run = find(fold, message.workflowId(), message.runId());
    String methodId =
        run != null && message.methodId() == null ? run.mainMethodId() : message.methodId();
    if (run == null || methodId == null || method(fold, run, methodId) == null) {
      unknown(
          fold,
          message.replyTo(),
          message.requestId(),
          message.workflowId(),
          run == null ? "there is no run" : "its run has no method " + methodId);
      return;
    }
    answerOrWait(fold, run, methodId, message.requestId(), message.replyTo());
  }

  public void terminate(Fold fold, TerminateWorkflow message) {
    RunState before = handled(fold, message.workflowId(), message.requestId());
    if (before != null) {
      fold.answer(message.replyTo(), accepted(before, message.requestId(), ""));
      return;
    }
    openRun(fold, message.workflowId(), message.requestId(), message.replyTo())
        .ifPresent(
            run -> {
              remember(fold, run.run(), message.requestId());
              run.finish(RunStatus.TERMINATED, message.reason());
              fold.answer(message.replyTo(), accepted(run.run(), message.requestId(), ""));
            });
  }

  public void retryWorkflowTask(Fold fold, RetryWorkflowTask message) {
    openRun(fold, message.workflowId(), message.requestId(), message.replyTo())
        .ifPresent(
            run -> {
              run.unstick();
              fold.answer(message.replyTo(), accepted(run.run(), message.requestId(), ""));
            });
  }

  public void describe(Fold fold, DescribeWorkflow message) {
    RunState run = latest(fold, message.workflowId());
    if (run == null) {
      unknown(
          fold, message.replyTo(), message.requestId(), message.workflowId(), "there is no run");
      return;
    }
    var open = fold.rows().all(run.runId(), TASK).values();
    fold.answer(
        message.replyTo(),
        new RunDescription(
            message.requestId(),
            run,
            open.stream().filter(t -> t.kind() == TaskKind.TASK).map(this::pending).toList(),
            fold.rows().all(run.runId(), TIMER).values().stream().toList(),
            open.stream()
                .filter(t -> t.kind() == TaskKind.WORKFLOW_TASK)
                .map(this::pending)
                .findFirst()
                .orElse(null)));
  }

  public void history(Fold fold, GetHistory message) {
    RunState run = find(fold, message.workflowId(), message.runId());
    if (run == null) {
      unknown(
          fold, message.replyTo(), message.requestId(), message.workflowId(), "there is no run");
      return;
    }
    long through =
        message.throughEvent() == 0
            ? run.historyLength()
            : Math.min(message.throughEvent(), run.historyLength());
    fold.out()
        .accept(
            new Outbound.SendHistory(
                message.replyTo(), message.requestId(), run.runId(), message.fromEvent(), through));
  }

  /** A part of a WorkflowTask's result, from its current attempt. */
  public void decided(Fold fold, TaskState task, WorkflowTaskCompleted message) {
    RunState run = open(fold, message.runId());
    if (run != null) {
      new Decision(run(fold, run), task, message).apply();
    }
  }

  /** A task of a run, or its WorkflowTask, has ended. */
  public void taskEnded(Fold fold, TaskOutcome outcome) {
    TaskState task = outcome.task();
    RunState run = open(fold, task.runId());
    if (run == null) {
      return;
    }
    RunFold open = run(fold, run);
    if (task.kind() == TaskKind.WORKFLOW_TASK) {
      open.stuck(outcome.failure());
    } else {
      open.input(taskEnded(outcome));
    }
    open.save();
  }

  /** A timer of a run is due; its row has been removed. */
  public void timer(Fold fold, String runId, TimerState timer) {
    if (timer.purpose() == TimerPurpose.RETENTION) {
      forget(fold, runId);
      return;
    }
    RunState run = open(fold, runId);
    if (run == null) {
      return;
    }
    RunFold open = run(fold, run);
    switch (timer.purpose()) {
      case USER -> {
        open.input(new TimerEnded(timer.number(), false));
        open.save();
      }
      case START_DELAY -> {
        open.endDelay();
        open.save();
      }
      case RUN_TIMEOUT -> open.finish(RunStatus.TIMED_OUT, "the timeout of the run");
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

  private void forget(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    if (run == null) {
      return;
    }
    WorkflowPointer pointer = fold.rows().get(run.workflowId(), POINTER, "");
    if (pointer != null && pointer.runId().equals(runId)) {
      fold.rows().forget(run.workflowId());
    } else {
      fold.rows()
          .all(run.workflowId(), REQUEST)
          .forEach(
              (id, request) -> {
                if (request.runId().equals(runId)) {
                  fold.rows().remove(run.workflowId(), REQUEST, id);
                }
              });
    }
    fold.rows().forget(runId);
  }

  /**
   * A repetition of the request will find the run that it was carried out on, whatever runs then.
   */
  private static void remember(Fold fold, RunState run, String requestId) {
    fold.rows()
        .put(run.workflowId(), REQUEST, requestId, new HandledRequest(requestId, run.runId()));
  }

  private static @Nullable RunState handled(Fold fold, String workflowId, String requestId) {
    HandledRequest request = fold.rows().get(workflowId, REQUEST, requestId);
    return request == null ? null : fold.rows().get(request.runId(), RUN, "");
  }

  private RunFold run(Fold fold, RunState run) {
    return new RunFold(fold, tasks, retentionMillis, run);
  }

  private Optional<RunFold> openRun(
      Fold fold, String workflowId, String requestId, String replyTo) {
    RunState run = latest(fold, workflowId);
    if (run == null || !RunFold.isOpen(run.status())) {
      unknown(
          fold,
          replyTo,
          requestId,
          workflowId,
          run == null ? "there is no run" : "its run has ended: " + run.status());
      return Optional.empty();
    }
    return Optional.of(run(fold, run));
  }

  private static boolean mayReuse(RunState ended, ReusePolicy policy) {
    return switch (policy) {
      case ALLOW -> true;
      case ALLOW_IF_FAILED -> ended.status() != RunStatus.COMPLETED;
      case REJECT, USE_EXISTING -> false;
    };
  }

  private static void acceptStart(Fold fold, RunState run, StartWorkflow message) {
    if (message.confirm()) {
      fold.answer(message.replyTo(), accepted(run, message.requestId(), run.mainMethodId()));
    }
    if (message.awaitOutcome()) {
      answerOrWait(fold, run, run.mainMethodId(), message.requestId(), message.replyTo());
    }
  }

  private static void answerOrWait(
      Fold fold, RunState run, String methodId, String requestId, String replyTo) {
    MethodState method = method(fold, run, methodId);
    if (method != null && method.outcome() != null) {
      fold.answer(
          replyTo,
          new MethodEnded(
              requestId, run.workflowId(), run.runId(), run.workflowName(), method.outcome()));
    } else {
      RunFold.addWaiter(fold, run, methodId, requestId, replyTo);
    }
  }

  private static void reject(Fold fold, RunState run, StartWorkflow message) {
    fold.answer(
        message.replyTo(),
        new CallRejected(
            message.requestId(), run.workflowId(), run.runId(), run.workflowName(), run.status()));
  }

  private static CallAccepted accepted(RunState run, String requestId, String methodId) {
    return new CallAccepted(requestId, run.workflowId(), run.runId(), methodId);
  }

  private static void unknown(
      Fold fold, String replyTo, String requestId, String workflowId, String reason) {
    fold.answer(replyTo, new WorkflowUnknown(requestId, workflowId, reason));
  }

  private PendingTask pending(TaskState task) {
    return new PendingTask(
        task.number(),
        task.service(),
        task.task(),
        task.phase(),
        task.attempt(),
        task.scheduledAtMillis(),
        task.lastFailure());
  }

  private static @Nullable MethodState method(Fold fold, RunState run, String methodId) {
    return fold.rows().get(run.runId(), METHOD, methodId);
  }

  private static @Nullable RunState latest(Fold fold, String workflowId) {
    WorkflowPointer pointer = fold.rows().get(workflowId, POINTER, "");
    return pointer == null ? null : fold.rows().get(pointer.runId(), RUN, "");
  }

  private static @Nullable RunState find(Fold fold, String workflowId, @Nullable String runId) {
    RunState run = runId == null ? latest(fold, workflowId) : fold.rows().get(runId, RUN, "");
    return run != null && run.workflowId().equals(workflowId) ? run : null;
  }

  private static @Nullable RunState open(Fold fold, String runId) {
    RunState run = fold.rows().get(runId, RUN, "");
    return run != null && RunFold.isOpen(run.status()) ? run : null;
  }
}
