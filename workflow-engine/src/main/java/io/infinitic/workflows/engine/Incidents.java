package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.INCIDENT;
import static io.infinitic.engine.RowKind.RECENT_OF_RUN;
import static io.infinitic.engine.RowKind.TASK;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Recent;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Incident;
import io.infinitic.schemas.IncidentType;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.TaskState;
import io.infinitic.wire.Sizes;
import io.infinitic.wire.Wording;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What needs a person, beside a run that is STUCK: tasks that have failed for good, until they
 * succeed, and messages in the dead-letter topic. Open ones of a run that ends otherwise than by a
 * failure are closed with it: it has got along without them.
 */
final class Incidents {

  private static final long MOST_BYTES = 2_000_000;
  private static final String OF_TASK = "t/";
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_OF_WORKFLOW_TASKS = 100;

  /**
   * A run that lives for years, and gets along with tasks that fail, has the latest ones only: a
   * thousand or two, fewer if they are large. Older ones cannot be retried any more.
   */
  private static final Recent RECENT =
      new Recent("incident", RECENT_OF_RUN, 0, MOST_BYTES, MOST_BYTES);

  /** Row id of the one about what a WorkflowTask needs beside the code. */
  private static final String INFRASTRUCTURE = "w";

  /** So many times in a row are no blink any more. */
  private static final int LASTING = 3;

  private Incidents() {}

  /** A task of the run has ended. */
  static void taskEnded(RunFold run, TaskOutcome outcome) {
    TaskState task = outcome.task();
    String id = OF_TASK + Ids.numbered(task.number());
    if (outcome.status() == OutcomeStatus.FAILED || outcome.status() == OutcomeStatus.TIMED_OUT) {
      Failure failure = outcome.failure();
      String message =
          "task %s.%s, id %s, of workflow %s, id %s, run %s has %s: %s. Mend the cause, then call retryTasks with the task's id."
              .formatted(
                  task.service(),
                  task.task(),
                  task.taskId(),
                  task.workflowName(),
                  task.workflowId(),
                  task.runId(),
                  outcome.status() == OutcomeStatus.FAILED
                      ? "failed after " + Wording.count(task.attempt(), "attempt")
                      : "timed out", // in which attempt, the failure says
                  Wording.of(failure));
      open(run, id, IncidentType.TASK_FAILED, task.taskId(), message, failure);
    } else {
      close(run, id);
    }
  }

  /** A message of the run's workflow could not be handled. */
  static void messageKept(RunFold run, MessageKept kept) {
    String message =
        "a message to workflow "
            + run.run().workflowName()
            + ", id "
            + kept.workflowId()
            + ", is in the dead-letter topic: "
            + kept.sourceTopic()
            + " at "
            + kept.position()
            + ": "
            + kept.reason().substring(0, Math.min(kept.reason().length(), MOST_TEXT));
    // One for all that come for the same reason: a WorkflowTask is sent again and again.
    String id = ofTopic(kept.sourceTopic()) + Integer.toHexString(kept.reason().hashCode());
    Incident before = run.fold().rows().get(run.run().runId(), INCIDENT, id);
    if (before == null || !before.message().equals(message)) { // else told twice
      open(run, id, IncidentType.DEAD_LETTER, null, message, null);
    }
  }

  /**
   * Its WorkflowTask failed. If by what is beside the code, and lastingly, then somebody should
   * know.
   */
  static void undecided(RunFold run, TaskState task) {
    if (task.troubles() == 0) {
      close(run, INFRASTRUCTURE);
    } else if (isLasting(task)) {
      Failure failure = task.lastFailure();
      String message =
          "WorkflowTask %d of workflow %s, id %s, run %s cannot be decided, and not because of its code: %s. It is tried again, at least once a minute, until that works."
              .formatted(
                  task.number(),
                  task.workflowName(),
                  task.workflowId(),
                  task.runId(),
                  Wording.of(failure));
      open(run, INFRASTRUCTURE, IncidentType.INFRASTRUCTURE, null, message, failure);
    }
  }

  /** Whether what is beside the code keeps a WorkflowTask from being decided, and for long. */
  static boolean isLasting(TaskState task) {
    return task.troubles() >= LASTING;
  }

  /** Its code has decided: whatever a worker could not read, another one could. */
  static void decided(RunFold run) {
    RunState state = run.run();
    if (state.incidents() > 0) {
      close(run, INFRASTRUCTURE);
      String workflowTasks = ofTopic(state.workflowName());
      for (String id : startingWith(run, workflowTasks)) {
        close(run, id);
      }
    }
  }

  private static List<String> startingWith(RunFold run, String prefix) {
    return run
        .fold()
        .rows()
        .from(run.run().runId(), INCIDENT, prefix, MOST_OF_WORKFLOW_TASKS)
        .keySet()
        .stream()
        .filter(id -> id.startsWith(prefix))
        .toList();
  }

  private static String ofTopic(String topic) {
    return "m/" + topic + "/";
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
    if (RECENT.isUnused(run.fold(), state.runId())) {
      boundExisting(run, id);
    }
    run.fold().rows().put(state.runId(), INCIDENT, id, incident);
    if (before == null) {
      run.change(run.run().withIncidents(run.run().incidents() + 1));
    }
    bound(run, id);
  }

  /** Versions before kept all failed tasks. */
  private static void boundExisting(RunFold run, String except) {
    String runId = run.run().runId();
    Set<String> ids = new TreeSet<>(run.fold().rows().all(runId, INCIDENT).keySet());
    run.fold()
        .rows()
        .all(runId, TASK)
        .forEach(
            (rowId, task) -> {
              if (!Tasks.isOpen(task)) {
                ids.add(OF_TASK + rowId);
              }
            });
    ids.remove(except);
    ids.forEach(id -> bound(run, id));
  }

  private static void bound(RunFold run, String incidentId) {
    TaskState task = failedTask(run, incidentId);
    RECENT.add(
        run.fold(),
        run.run().runId(),
        incidentId,
        2 * Recent.ROW + (task == null ? 0 : 2 * Sizes.of(task)),
        (id, through) -> removeOld(run, id, through));
  }

  private static void removeOld(RunFold run, String id, long throughMillis) {
    Incident incident = run.fold().rows().get(run.run().runId(), INCIDENT, id);
    TaskState task = failedTask(run, id);
    boolean isNewer = incident != null && incident.lastMillis() > throughMillis;
    boolean revives = task != null && Revival.needs(run.run(), task);
    if (isNewer || revives) {
      return;
    }
    if (task != null && !Tasks.isOpen(task)) {
      run.runs().tasks().forget(run.fold(), task);
    }
    close(run, id);
  }

  private static @Nullable TaskState failedTask(RunFold run, String incidentId) {
    if (!incidentId.startsWith(OF_TASK)) {
      return null;
    }
    String rowId = incidentId.substring(OF_TASK.length());
    return run.fold().rows().get(run.run().runId(), TASK, rowId);
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
    boolean canGoOn = status == RunStatus.FAILED && state.failedBy() > 0;
    if (state.incidents() > 0 && !canGoOn) {
      for (String id : run.fold().rows().all(state.runId(), INCIDENT).keySet()) {
        close(run, id);
      }
    }
  }
}
