package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.ATTEMPT;
import static io.infinitic.engine.RowKind.INCIDENT;
import static io.infinitic.engine.RowKind.REMOTE;
import static io.infinitic.engine.RowKind.RUN;
import static io.infinitic.engine.RowKind.TASK;
import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.FindRun;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.PendingTask;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.RunFound;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Shortening;
import io.infinitic.wire.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Answers questions about runs; changes nothing. */
final class Inspection {

  void describe(Fold fold, DescribeWorkflow message) {
    RunState run = Runs.find(fold, message.workflowId(), message.runId());
    if (run == null) {
      new Runs.Request(message.requestId(), message.workflowId(), message.replyTo())
          .unknown(fold, "there is no run");
      return;
    }
    var tasks = fold.rows().all(run.runId(), TASK).values();
    fold.answer(
        message.replyTo(),
        new RunDescription(
            message.requestId(),
            run.withMeta(Map.of()).withSchedule(null), // may be large, and is not shown
            part(
                tasks.stream()
                    .filter(task -> task.kind() == TaskKind.TASK && Tasks.isOpen(task))
                    .map(task -> pending(fold, task))
                    .toList()),
            part(
                fold.rows().all(run.runId(), TIMER).values().stream()
                    .filter(Inspection::isOfUser)
                    .toList()),
            tasks.stream()
                .filter(task -> task.kind() == TaskKind.WORKFLOW_TASK)
                .map(task -> pending(fold, task))
                .findFirst()
                .orElse(null),
            part(List.copyOf(fold.rows().all(run.runId(), REMOTE).values())),
            part(incidents(fold, run)),
            failure(fold, run)));
  }

  private static @Nullable Failure failure(Fold fold, RunState run) {
    MethodState main = Runs.method(fold, run, run.mainMethodId());
    MethodOutcome outcome = main == null ? null : main.outcome();
    return outcome == null || outcome.failure() == null ? null : shown(outcome.failure());
  }

  /** Details may be large, and are for programs. */
  private static Failure shown(Failure failure) {
    Failure first = failure.withDetails(null).withCause(null);
    return first.withStackTrace(Shortening.text(first.stackTrace(), Limits.STATUS_BYTES));
  }

  /** Tells whose run it is. */
  void find(Fold fold, FindRun message) {
    RunState run = fold.rows().get(message.runId(), RUN, "");
    RunState latest = run == null ? null : Runs.latest(fold, run.workflowId());
    fold.answer(
        message.replyTo(),
        new RunFound(
            message.requestId(),
            run == null ? null : run.workflowId(),
            latest != null && latest.runId().equals(message.runId())));
  }

  /** The first ones: all together they must fit into a message. */
  private static <T extends SpecificRecord> List<T> part(List<T> all) {
    return List.copyOf(Sizes.first(all, Limits.PART_BYTES / 2));
  }

  void history(Fold fold, GetHistory message) {
    RunState run = Runs.find(fold, message.workflowId(), message.runId());
    if (run == null) {
      new Runs.Request(message.requestId(), message.workflowId(), message.replyTo())
          .unknown(fold, "there is no run");
      return;
    }
    long through =
        message.throughEvent() == 0
            ? run.historyLength()
            : Math.min(message.throughEvent(), run.historyLength());
    fold.out()
        .accept(
            new Outbound.SendHistory(
                message.replyTo(),
                message.requestId(),
                run.workflowId(),
                run.runId(),
                Math.max(1, message.fromEvent()),
                through,
                message.pages()));
  }

  void list(Fold fold, ListRuns message) {
    fold.out().accept(new Outbound.SendRuns(message));
  }

  void query(Fold fold, QueryWorkflow message) {
    var request =
        new Runs.Request(
            message.requestId(), message.workflowId(), message.replyTo(), message.caller());
    RunState run = Runs.latest(fold, message.workflowId());
    if (run == null) {
      request.unknown(fold, "there is no run");
      return;
    }
    fold.out()
        .accept(
            new Outbound.Ask(
                question(fold, run, request, message.methodName(), message.arguments(), null)));
  }

  /** A question to the run as its last decision left it. */
  static ExecuteWorkflowTask question(
      Fold fold,
      RunState run,
      Runs.Request request,
      String methodName,
      List<Payload> arguments,
      @Nullable Object validates) {
    QueryCall call =
        new QueryCall(
            request.requestId(),
            methodName,
            validates == null ? arguments : onceIfLarge(arguments),
            request.replyTo(),
            request.caller(),
            run.decidedBy(),
            run.decidedThrough() == 0 ? -1 : run.version(),
            fold.now(),
            validates);
    return new ExecuteWorkflowTask(
        run.workflowId(),
        run.runId(),
        run.workflowName(),
        0,
        0,
        run.settledThrough() + 1,
        run.settledThrough(),
        List.of(),
        call,
        false,
        !Runs.isOpen(run),
        0,
        null);
  }

  /**
   * The arguments for a validator. They are in the call that it validates, too: not both fit into a
   * message if they are large.
   */
  static List<Payload> onceIfLarge(List<Payload> arguments) {
    long bytes = 0;
    for (Payload argument : arguments) {
      bytes += argument.bytes().remaining();
    }
    return bytes > Limits.PART_BYTES ? List.of() : arguments;
  }

  /** The others are the engine's own: limits of attempts, retention. */
  private static boolean isOfUser(TimerState timer) {
    return timer.purpose() == TimerPurpose.USER || timer.purpose() == TimerPurpose.START_DELAY;
  }

  private static List<Incident> incidents(Fold fold, RunState run) {
    List<Incident> open = new ArrayList<>(fold.rows().all(run.runId(), INCIDENT).values());
    if (run.incident() != null) {
      open.add(0, run.incident());
    }
    return open;
  }

  private static PendingTask pending(Fold fold, TaskState task) {
    AttemptState told =
        task.kind() == TaskKind.TASK
            ? fold.rows().get(task.runId(), ATTEMPT, Ids.numbered(task.number()))
            : null;
    Failure failure = task.lastFailure(); // of which only name and message are shown
    String rowId = task.kind() == TaskKind.TASK ? Ids.numbered(task.number()) : Ids.WORKFLOW_TASK;
    TimerState retry =
        task.phase() == TaskPhase.BACKOFF
            ? fold.rows().get(task.runId(), TIMER, Ids.attemptTimer(rowId))
            : null;
    return new PendingTask(
        task.number(),
        task.service(),
        task.task(),
        task.phase(),
        task.attempt(),
        task.scheduledAtMillis(),
        failure == null ? null : failure.withStackTrace("").withCause(null).withDetails(null),
        task.taskId(),
        told == null || told.worker().isEmpty() ? null : told.worker(),
        told == null ? 0 : told.heartbeatAtMillis(),
        retry == null ? 0 : retry.dueMillis(),
        told == null ? 0 : told.startedAtMillis());
  }
}
