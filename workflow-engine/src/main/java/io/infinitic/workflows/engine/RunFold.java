package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.PARTIAL;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TIMER;
import static io.infinitic.engine.RowKind.WAITER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunEnded;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.Waiter;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskInFlight;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One run while one message is folded into it. Its rule: while a WorkflowTask is in flight, events
 * wait in arrival order; when none is, they enter the history, and {@link #save} dispatches the
 * next WorkflowTask if, and only if, there is something new to decide on.
 */
final class RunFold {

  private static final TaskSettings NO_SETTINGS = new TaskSettings(null, 0, 0, List.of(), Map.of());

  private final Fold fold;
  private final Tasks tasks;
  private final long retentionMillis;
  private RunState run;

  RunFold(Fold fold, Tasks tasks, long retentionMillis, RunState run) {
    this.fold = fold;
    this.tasks = tasks;
    this.retentionMillis = retentionMillis;
    this.run = run;
  }

  static RunFold start(
      Fold fold, Tasks tasks, long retentionMillis, String runId, StartWorkflow message) {
    boolean delayed = message.startDelayMillis() > 0;
    RunState run =
        new RunState(
            message.workflowId(),
            runId,
            message.requestId(),
            message.workflowName(),
            message.requestId(),
            RunStatus.RUNNING,
            fold.now(),
            0,
            message.tags(),
            message.meta(),
            0,
            0,
            0,
            0,
            0,
            null,
            0,
            0,
            delayed,
            null);
    RunFold started = new RunFold(fold, tasks, retentionMillis, run);
    started.addMethod(message.requestId(), message.methodName());
    if (message.timeoutMillis() > 0) {
      started.timer("run-timeout", TimerPurpose.RUN_TIMEOUT, message.timeoutMillis());
    }
    if (delayed) {
      started.timer("start-delay", TimerPurpose.START_DELAY, message.startDelayMillis());
    }
    started.input(
        new WorkflowStarted(
            run.workflowId(),
            runId,
            run.workflowName(),
            run.mainMethodId(),
            message.methodName(),
            message.arguments(),
            message.tags(),
            message.meta()));
    started.save();
    return started;
  }

  static boolean isOpen(RunStatus status) {
    return switch (status) {
      case RUNNING, STUCK, SUSPENDED -> true;
      case COMPLETED, FAILED, CANCELED, TERMINATED, TIMED_OUT, CONTINUED_AS_NEW -> false;
    };
  }

  static void addWaiter(
      Fold fold, RunState run, String methodId, String requestId, String replyTo) {
    fold.rows().put(run.runId(), WAITER, requestId, new Waiter(requestId, methodId, replyTo));
  }

  RunState run() {
    return run;
  }

  Fold fold() {
    return fold;
  }

  Tasks tasks() {
    return tasks;
  }

  void change(RunState changed) {
    run = changed;
  }

  void addMethod(String methodId, String name) {
    fold.rows().put(run.runId(), METHOD, methodId, new MethodState(methodId, name, null));
    run = run.withOpenMethods(run.openMethods() + 1);
  }

  /** Something happened that the workflow's code must hear of. */
  void input(SpecificRecord body) {
    if (run.inFlight() == null) {
      append(body);
    } else {
      fold.rows()
          .put(
              run.runId(),
              BUFFERED,
              Ids.numbered(run.bufferedCount()),
              new BufferedEvent(fold.now(), body));
      run = run.withBufferedCount(run.bufferedCount() + 1);
    }
  }

  /** Lets the events that have waited enter the history. */
  void releaseBuffered() {
    fold.rows()
        .all(run.runId(), BUFFERED)
        .forEach(
            (id, event) -> {
              fold.rows().remove(run.runId(), BUFFERED, id);
              append((SpecificRecord) event.body());
            });
    run = run.withBufferedCount(0);
  }

  void append(SpecificRecord body) {
    long id = run.historyLength() + 1;
    fold.out().accept(new Outbound.Append(run.runId(), new HistoryEvent(id, fold.now(), body)));
    run = run.withHistoryLength(id);
  }

  void endDelay() {
    run = run.withDelayed(false);
  }

  void endMethod(String methodId, MethodOutcome outcome) {
    MethodState method = fold.rows().get(run.runId(), METHOD, methodId);
    if (method == null || method.outcome() != null) {
      return;
    }
    fold.rows().put(run.runId(), METHOD, methodId, method.withOutcome(outcome));
    run = run.withOpenMethods(run.openMethods() - 1);
    fold.rows()
        .all(run.runId(), WAITER)
        .forEach(
            (id, waiter) -> {
              if (waiter.methodId().equals(methodId)) {
                fold.rows().remove(run.runId(), WAITER, id);
                fold.answer(
                    waiter.replyTo(),
                    new MethodEnded(
                        id, run.workflowId(), run.runId(), run.workflowName(), outcome));
              }
            });
  }

  /** The workflow's code could not decide: a person has to look, and nothing is lost meanwhile. */
  void stuck(@Nullable Failure failure) {
    Incident before = run.incident();
    String message =
        "WorkflowTask %d of workflow %s, id %s, run %s failed: %s. Fix the workflow's code or its worker, then call retryWorkflowTask; events are kept meanwhile."
            .formatted(
                Objects.requireNonNull(run.inFlight()).number(),
                run.workflowName(),
                run.workflowId(),
                run.runId(),
                failure == null ? "no reason given" : failure.name() + ": " + failure.message());
    run =
        run.withStatus(RunStatus.STUCK)
            .withIncident(
                new Incident(
                    message,
                    failure,
                    before == null ? fold.now() : before.sinceMillis(),
                    before == null ? 1 : before.count() + 1));
  }

  /** Asks a worker once more; the incident closes when it decides. */
  void unstick() {
    WorkflowTaskInFlight inFlight = run.inFlight();
    if (run.status() != RunStatus.STUCK || inFlight == null) {
      return;
    }
    run = run.withStatus(RunStatus.RUNNING);
    dispatchWorkflowTask(inFlight.through());
    store();
  }

  /** Ends the run as its main method did. */
  void complete() {
    MethodState main =
        Objects.requireNonNull(fold.rows().get(run.runId(), METHOD, run.mainMethodId()));
    boolean completed = Objects.requireNonNull(main.outcome()).status() == OutcomeStatus.COMPLETED;
    finish(completed ? RunStatus.COMPLETED : RunStatus.FAILED, null);
  }

  /** Ends the run: nothing of it goes on. */
  void finish(RunStatus status, @Nullable String reason) {
    Failure failure = reason == null ? null : new Failure("", reason, "", null, null);
    fold.rows()
        .all(run.runId(), METHOD)
        .forEach(
            (id, method) -> {
              if (method.outcome() == null) {
                endMethod(id, new MethodOutcome(outcomeOf(status), null, failure));
              }
            });
    append(new RunEnded(status, reason));
    tasks.endRun(fold, run.runId());
    fold.rows()
        .all(run.runId(), TIMER)
        .keySet()
        .forEach(id -> fold.rows().remove(run.runId(), TIMER, id));
    fold.rows()
        .all(run.runId(), BUFFERED)
        .keySet()
        .forEach(id -> fold.rows().remove(run.runId(), BUFFERED, id));
    fold.rows()
        .all(run.runId(), PARTIAL)
        .keySet()
        .forEach(id -> fold.rows().remove(run.runId(), PARTIAL, id));
    run =
        run.withStatus(status)
            .withEndedAtMillis(fold.now())
            .withInFlight(null)
            .withBufferedCount(0)
            .withIncident(null);
    timer("retention", TimerPurpose.RETENTION, retentionMillis);
    store();
  }

  /** Keeps the run, after asking for a decision if one is due. */
  void save() {
    if (run.inFlight() == null
        && !run.delayed()
        && run.status() == RunStatus.RUNNING
        && run.historyLength() > run.settledThrough()) {
      dispatchWorkflowTask(run.historyLength());
    }
    store();
  }

  private void dispatchWorkflowTask(long through) {
    int number = run.workflowTaskCount() + 1;
    run = run.withWorkflowTaskCount(number).withInFlight(new WorkflowTaskInFlight(number, through));
    tasks.schedule(
        fold,
        new TaskState(
            run.runId() + "/" + Ids.WORKFLOW_TASK + number,
            TaskKind.WORKFLOW_TASK,
            run.workflowId(),
            run.runId(),
            run.workflowName(),
            number,
            run.workflowName(),
            "",
            List.of(),
            NO_SETTINGS,
            TaskPhase.DISPATCHED,
            1,
            fold.now(),
            fold.now(),
            null,
            run.decidedThrough() + 1,
            through));
  }

  private void timer(String id, TimerPurpose purpose, long delayMillis) {
    fold.rows()
        .put(run.runId(), TIMER, id, new TimerState(purpose, 0, 0, fold.now() + delayMillis));
  }

  private void store() {
    fold.rows().put(run.runId(), RUN, "", run);
  }

  private static OutcomeStatus outcomeOf(RunStatus status) {
    return switch (status) {
      case TERMINATED -> OutcomeStatus.TERMINATED;
      case TIMED_OUT -> OutcomeStatus.TIMED_OUT;
      case CANCELED -> OutcomeStatus.CANCELED;
      default -> OutcomeStatus.FAILED;
    };
  }
}
