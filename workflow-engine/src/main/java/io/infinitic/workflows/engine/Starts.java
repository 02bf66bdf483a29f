package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.POINTER;

import io.infinitic.calendar.Cron;
import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CronSchedule;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.WorkflowPointer;
import io.infinitic.schemas.WorkflowStarted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts runs: what a second start does, and what a new run begins with. */
record Starts(Runs runs) {

  void start(Fold fold, StartWorkflow message) {
    RunState before = Runs.ofRequest(fold, message.workflowId(), message.requestId());
    if (before != null) { // the request came twice
      accept(fold, before, message);
      return;
    }
    if (Runs.isRevoked(fold, message.workflowId(), message.requestId())) {
      revoked(fold, message.requestId(), message.workflowId(), message.replyTo(), message.caller());
      return;
    }
    RunState latest = Runs.latest(fold, message.workflowId());
    boolean open = latest != null && Runs.isOpen(latest);
    if (latest != null && joins(latest, message)) {
      join(fold, latest, message);
    } else if (latest != null && rejects(latest, message)) {
      reject(fold, latest, message);
    } else if (message.validator() != null) {
      fold.out().accept(new Outbound.Ask(validation(fold, message)));
    } else {
      if (open) {
        RunFold existing = runs.fold(fold, latest);
        RunEnd.end(existing, RunStatus.TERMINATED, "a new run was started that replaces it");
      }
      accept(fold, begin(fold, message), message);
    }
  }

  private RunState begin(Fold fold, StartWorkflow message) {
    String cron = message.cron();
    if (cron == null) {
      return begin(runs, fold, message, null, null).run();
    }
    long delay = Cron.next(cron, fold.now() + message.startDelayMillis()) - fold.now();
    var schedule = new CronSchedule(cron, message.methodName(), message.arguments());
    return begin(runs, fold, message.withStartDelayMillis(delay), null, schedule).run();
  }

  /**
   * Starts a run; there is no open one.
   *
   * @param chain the first run of those that continue one another; null if this is the first
   * @param schedule how it is repeated; null for once
   */
  static RunFold begin(
      Runs runs,
      Fold fold,
      StartWorkflow message,
      @Nullable String chain,
      @Nullable CronSchedule schedule) {
    String workflowId = message.workflowId();
    String runId = Ids.run(workflowId, message.requestId());
    WorkflowPointer pointer = fold.rows().get(workflowId, POINTER, "");
    RunState replaced = Runs.latest(fold, workflowId);
    if (replaced != null) {
      Revival.giveUp(runs.fold(fold, replaced));
    }
    int count = pointer == null ? 1 : pointer.runCount() + 1;
    fold.rows().put(workflowId, POINTER, "", new WorkflowPointer(workflowId, runId, count));
    long delay = message.startDelayMillis();
    RunFold run =
        runs.fold(
            fold, state(fold, message, runId, delay > 0, chain == null ? runId : chain, schedule));
    run.addMethod(message.requestId(), message.methodName());
    RunTags.add(run, message.tags());
    if (message.timeoutMillis() > 0) {
      run.timer(RunEnd.RUN_TIMEOUT, TimerPurpose.RUN_TIMEOUT, delay + message.timeoutMillis());
    }
    if (delay > 0) {
      run.timer(RunFold.START_DELAY, TimerPurpose.START_DELAY, delay);
    }
    run.input(
        new WorkflowStarted(
            workflowId,
            runId,
            message.workflowName(),
            message.requestId(),
            message.methodName(),
            message.arguments(),
            message.tags(),
            message.meta()));
    message
        .signals()
        .forEach(s -> run.input(new SignalReceived(s.signalId(), s.channel(), s.signal())));
    run.save();
    return run;
  }

  private static RunState state(
      Fold fold,
      StartWorkflow message,
      String runId,
      boolean delayed,
      String chain,
      @Nullable CronSchedule schedule) {
    return new RunState(
        message.workflowId(),
        runId,
        message.requestId(),
        message.workflowName(),
        message.requestId(),
        RunStatus.RUNNING,
        fold.now(),
        0,
        List.of(),
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
        null,
        0,
        "",
        null,
        List.of(),
        false,
        false,
        0,
        0,
        chain,
        message.timeoutMillis(),
        schedule,
        0,
        0,
        List.of(),
        0,
        List.of());
  }

  private static boolean joins(RunState latest, StartWorkflow message) {
    return Runs.isOpen(latest)
        ? switch (message.conflict()) {
          case USE_EXISTING -> true;
          case REJECT, TERMINATE_EXISTING -> false;
        }
        // a signal needs an open run
        : message.reuse() == ReusePolicy.USE_EXISTING && message.signals().isEmpty();
  }

  private static boolean rejects(RunState latest, StartWorkflow message) {
    if (Runs.isOpen(latest)) {
      return switch (message.conflict()) {
        case REJECT -> true;
        case USE_EXISTING, TERMINATE_EXISTING -> false;
      };
    }
    return switch (message.reuse()) {
      case ALLOW, USE_EXISTING -> false;
      case ALLOW_IF_FAILED -> latest.status() == RunStatus.COMPLETED;
      case REJECT -> true;
    };
  }

  private void join(Fold fold, RunState latest, StartWorkflow message) {
    Runs.remember(fold, latest, message.requestId());
    if (Runs.isOpen(latest) && !message.signals().isEmpty()) {
      RunFold run = runs.fold(fold, latest);
      message
          .signals()
          .forEach(s -> run.input(new SignalReceived(s.signalId(), s.channel(), s.signal())));
      run.save();
      accept(fold, run.run(), message);
    } else {
      accept(fold, latest, message);
    }
  }

  /** Nothing is known of the run before a worker has asked the workflow's validator. */
  private static ExecuteWorkflowTask validation(Fold fold, StartWorkflow message) {
    QueryCall question =
        new QueryCall(
            message.requestId(),
            String.valueOf(message.validator()),
            Inspection.onceIfLarge(message.arguments()),
            message.replyTo(),
            message.caller(),
            "",
            -1,
            fold.now(),
            message.withValidator(null));
    return new ExecuteWorkflowTask(
        message.workflowId(),
        "",
        message.workflowName(),
        0,
        0,
        1,
        0,
        List.of(),
        question,
        false,
        false,
        0,
        null);
  }

  private static void accept(Fold fold, RunState started, StartWorkflow message) {
    RunState run = Runs.current(fold, started);
    var request =
        new Runs.Request(
            message.requestId(), message.workflowId(), message.replyTo(), message.caller());
    if (message.confirm()) {
      request.accepted(fold, run, run.mainMethodId());
    }
    if (message.awaitOutcome()) {
      Calls.answerOrWait(fold, run, run.mainMethodId(), request);
    }
  }

  /** Tells who has asked for a start, and has taken that back, that it is canceled. */
  static void revoked(
      Fold fold, String requestId, String workflowId, String replyTo, @Nullable Caller caller) {
    fold.answer(
        replyTo,
        caller,
        new MethodEnded(
            requestId,
            workflowId,
            "",
            "",
            new MethodOutcome(
                OutcomeStatus.CANCELED, null, RemoteAnswers.because("it had not started yet"))));
  }

  private static void reject(Fold fold, RunState run, StartWorkflow message) {
    fold.answer(
        message.replyTo(),
        message.caller(),
        new CallRejected(
            message.requestId(), run.workflowId(), run.runId(), run.workflowName(), run.status()));
  }
}
