package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.INCIDENT;

import io.infinitic.engine.Ids;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What needs a person, beside a run that is STUCK: tasks that have failed for good, until they
 * succeed, and messages in the dead-letter topic. Open ones of a run that ends otherwise than by a
 * failure are closed with it: it has got along without them.
 */
final class Incidents {

  private Incidents() {}

  /** A task of the run has ended. */
  static void taskEnded(RunFold run, TaskOutcome outcome) {
    TaskState task = outcome.task();
    String id = "t/" + Ids.numbered(task.number());
    if (outcome.status() == OutcomeStatus.FAILED || outcome.status() == OutcomeStatus.TIMED_OUT) {
      Failure failure = outcome.failure();
      String message =
          "task %s.%s, id %s, of workflow %s, id %s, run %s has %s after %d attempts: %s. Mend the cause, then call retryTasks with the task's id."
              .formatted(
                  task.service(),
                  task.task(),
                  task.taskId(),
                  task.workflowName(),
                  task.workflowId(),
                  task.runId(),
                  outcome.status() == OutcomeStatus.FAILED ? "failed" : "timed out",
                  task.attempt(),
                  failure == null ? "no reason given" : failure.name() + ": " + failure.message());
      open(run, id, IncidentType.TASK_FAILED, task.taskId(), message, failure);
    } else {
      close(run, id);
    }
  }

  /** A message of the run's workflow could not be handled. */
  static void messageKept(RunFold run, MessageKept kept) {
    String message =
        "a message to workflow %s, id %s, is in the dead-letter topic: %s at %s: %s"
            .formatted(
                run.run().workflowName(),
                kept.workflowId(),
                kept.sourceTopic(),
                kept.position(),
                kept.reason());
    // One for all that come for the same reason: a WorkflowTask is sent again and again.
    String id = "m/" + kept.sourceTopic() + "/" + kept.reason();
    open(run, id, IncidentType.DEAD_LETTER, null, message, null);
  }

  private static void open(
      RunFold run,
      String id,
      IncidentType type,
      @Nullable String taskId,
      String message,
      @Nullable Failure failure) {
    RunState state = run.run();
    long now = run.fold().now();
    Incident before = run.fold().rows().get(state.runId(), INCIDENT, id);
    Incident incident =
        before == null
            ? new Incident(message, failure, now, 1, type, taskId, now)
            : before
                .withMessage(message)
                .withFailure(failure)
                .withCount(before.count() + 1)
                .withLastMillis(now);
    run.fold().rows().put(state.runId(), INCIDENT, id, incident);
    if (before == null) {
      run.change(state.withIncidents(state.incidents() + 1));
    }
  }

  private static void close(RunFold run, String id) {
    RunState state = run.run();
    if (state.incidents() > 0 && run.fold().rows().get(state.runId(), INCIDENT, id) != null) {
      run.fold().rows().remove(state.runId(), INCIDENT, id);
      run.change(state.withIncidents(state.incidents() - 1));
    }
  }

  /** The run has ended. */
  static void runEnded(RunFold run, RunStatus status) {
    RunState state = run.run();
    if (state.incidents() > 0 && status != RunStatus.FAILED) {
      for (String id : run.fold().rows().all(state.runId(), INCIDENT).keySet()) {
        close(run, id);
      }
    }
  }
}
