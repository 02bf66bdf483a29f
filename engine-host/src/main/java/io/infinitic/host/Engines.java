package io.infinitic.host;

import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.tasks.engine.TaskEngine;
import io.infinitic.workflows.engine.WorkflowEngine;
import java.time.Duration;

/**
 * Both engines of a partition as one function: what they say to each other is handed over here, in
 * order, within the fold of one message.
 */
final class Engines {

  private final TaskEngine tasks = new TaskEngine();
  private final WorkflowEngine workflows;

  Engines(Duration retention) {
    workflows = new WorkflowEngine(tasks, retention.toMillis());
  }

  void fold(Fold fold, EngineMessage message) {
    Object body = message.body();
    if (body instanceof TaskCompleted m) {
      tasks.completed(fold, m).ifPresent(outcome -> workflows.taskEnded(fold, outcome));
    } else if (body instanceof WorkflowTaskCompleted m) {
      tasks
          .currentWorkflowTask(fold, m.runId(), m.number(), m.attempt())
          .ifPresent(task -> workflows.decided(fold, task, m));
    } else if (body instanceof StartWorkflow m) {
      workflows.start(fold, m);
    } else if (body instanceof TaskFailed m) {
      tasks.failed(fold, m).ifPresent(outcome -> workflows.taskEnded(fold, outcome));
    } else if (body instanceof TimerDue m) {
      timer(fold, m);
    } else if (body instanceof WorkflowTaskFailed m) {
      tasks.workflowTaskFailed(fold, m).ifPresent(outcome -> workflows.taskEnded(fold, outcome));
    } else if (body instanceof AwaitMethod m) {
      workflows.await(fold, m);
    } else if (body instanceof CallMethod m) {
      workflows.call(fold, m);
    } else if (body instanceof ClaimTask m) {
      tasks.claim(fold, m);
    } else if (body instanceof GetHistory m) {
      workflows.history(fold, m);
    } else if (body instanceof DescribeWorkflow m) {
      workflows.describe(fold, m);
    } else if (body instanceof TerminateWorkflow m) {
      workflows.terminate(fold, m);
    } else if (body instanceof RetryWorkflowTask m) {
      workflows.retryWorkflowTask(fold, m);
    } else {
      throw new IllegalArgumentException("no engine handles " + body.getClass().getName());
    }
  }

  private void timer(Fold fold, TimerDue due) {
    TimerState timer = fold.rows().get(due.runId(), TIMER, due.timerId());
    if (timer == null || timer.dueMillis() != due.dueMillis()) {
      return; // cancelled, fired before, or another timer by now
    }
    fold.rows().remove(due.runId(), TIMER, due.timerId());
    switch (timer.purpose()) {
      case TASK_ATTEMPT, TASK_RETRY, TASK_DEADLINE ->
          tasks
              .timer(fold, due.runId(), due.timerId(), timer)
              .ifPresent(outcome -> workflows.taskEnded(fold, outcome));
      case USER, RUN_TIMEOUT, START_DELAY, RETENTION -> workflows.timer(fold, due.runId(), timer);
    }
  }
}
