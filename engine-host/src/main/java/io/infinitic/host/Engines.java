package io.infinitic.host;

import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.ClaimWorkflowTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TakePermits;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.schemas.TaskUndelivered;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.tasks.engine.Permits;
import io.infinitic.tasks.engine.Reports;
import io.infinitic.tasks.engine.TaskEngine;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.TaskId;
import io.infinitic.workflows.engine.WorkflowEngine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Both engines of a partition as one function: what they say to each other is handed over here, in
 * order, within the fold of one message.
 */
final class Engines {

  private final TaskEngine tasks = new TaskEngine(TaskLog::moved);
  private final Reports reports = new Reports(tasks);
  private final WorkflowEngine workflows;

  Engines(Duration retention) {
    workflows = new WorkflowEngine(tasks, retention.toMillis());
  }

  /**
   * Folds a message, and then what its workflow said to itself: a run that calls its own methods
   * need not go through the log.
   */
  void fold(Fold fold, EngineMessage message) {
    Deque<EngineMessage> own = new ArrayDeque<>();
    String workflowId = workflowId(message.body());
    Fold local =
        new Fold(
            fold.rows(),
            fold.now(),
            out -> {
              if (out instanceof Outbound.ToEngine to && to.workflowId().equals(workflowId)) {
                own.add(to.message());
              } else {
                fold.out().accept(out);
              }
            });
    for (EngineMessage next = message; next != null; next = own.poll()) {
      apply(local, next);
    }
  }

  /**
   * Whoever asks for a run asks the partition that its id belongs to: in another one, it could
   * neither be found nor ended.
   *
   * @throws IllegalArgumentException if the message is for a workflow id of another partition
   */
  static void requireHere(EngineMessage message, int partition, int partitions) {
    String workflowId = workflowId(message.body());
    if (workflowId != null && Partitions.of(workflowId, partitions) != partition) {
      throw new IllegalArgumentException(
          "%s for workflow id %s belongs into partition %d of %d, not into partition %d: see how its sender computes it"
              .formatted(
                  message.body().getClass().getSimpleName(),
                  workflowId,
                  Partitions.of(workflowId, partitions),
                  partitions,
                  partition));
    }
  }

  private static @Nullable String workflowId(Object body) {
    SpecificRecord message = (SpecificRecord) body;
    Schema.Field field = message.getSchema().getField("workflowId");
    return field == null ? null : (String) message.get(field.pos());
  }

  private void apply(Fold fold, EngineMessage message) {
    Object body = message.body();
    if (body instanceof TaskCompleted m) {
      tasks
          .completed(fold, m)
          .ifPresentOrElse(
              outcome -> workflows.taskEnded(fold, outcome),
              () -> workflows.resultIgnored(fold, m.runId()));
    } else if (body instanceof WorkflowTaskCompleted m) {
      tasks
          .undecided(fold, m.runId(), m.number())
          .ifPresent(task -> workflows.decided(fold, task, m));
    } else if (body instanceof TaskFailed m) {
      if (tasks.isCurrent(fold, m.runId(), m.number(), m.attempt())) {
        attemptEnded(fold, m.runId(), m.number(), tasks.failed(fold, m));
      } else {
        workflows.resultIgnored(fold, m.runId());
      }
    } else if (body instanceof TimerDue m) {
      timer(fold, m);
    } else if (body instanceof WorkflowTaskFailed m) {
      tasks.workflowTaskFailed(fold, m).ifPresent(task -> workflows.undecided(fold, task));
    } else if (body instanceof ClaimWorkflowTask m) {
      tasks.claim(fold, m);
    } else if (body instanceof ClaimTask m) {
      attemptEnded(fold, m.runId(), m.number(), tasks.claim(fold, m));
    } else if (body instanceof TaskStarted m) {
      tasks.started(fold, m);
    } else if (body instanceof TaskHeartbeat m) {
      tasks.heartbeat(fold, m);
    } else if (body instanceof TaskDelegated m) {
      tasks.delegated(fold, m);
    } else if (body instanceof TaskReport m) {
      report(fold, m);
    } else if (body instanceof TaskUndelivered m) {
      tasks.undelivered(fold, m);
    } else if (body instanceof TakePermits m) {
      Permits.take(fold, m);
    } else if (!workflows.handle(fold, body)) {
      throw new IllegalArgumentException("no engine handles " + body.getClass().getName());
    }
  }

  private void report(Fold fold, TaskReport message) {
    Optional<TaskOutcome> outcome = reports.report(fold, message);
    TaskId.find(message.taskId())
        .ifPresent(id -> attemptEnded(fold, id.runId(), id.command(), outcome));
  }

  private void attemptEnded(Fold fold, String runId, int number, Optional<TaskOutcome> outcome) {
    outcome.ifPresentOrElse(
        ended -> workflows.taskEnded(fold, ended),
        () -> workflows.attemptEnded(fold, runId, number));
  }

  private void timer(Fold fold, TimerDue due) {
    TimerState timer = fold.rows().get(due.runId(), TIMER, due.timerId());
    if (timer == null || timer.dueMillis() != due.dueMillis()) {
      return; // cancelled, fired before, or another timer by now
    }
    fold.rows().remove(due.runId(), TIMER, due.timerId());
    switch (timer.purpose()) {
      case TASK_ATTEMPT, TASK_RETRY, TASK_DEADLINE, TASK_START, TASK_HEARTBEAT -> {
        var outcome = tasks.timer(fold, due.runId(), due.timerId(), timer);
        if (!due.timerId().equals(TaskEngine.WORKFLOW_TASK_TIMER)) {
          attemptEnded(fold, due.runId(), timer.number(), outcome);
        } else if (timer.purpose() == TimerPurpose.TASK_ATTEMPT) {
          workflows.workflowTaskLate(fold, due.runId());
        }
      }
      case USER, RUN_TIMEOUT, START_DELAY, RETENTION -> workflows.timer(fold, due.runId(), timer);
    }
  }
}
