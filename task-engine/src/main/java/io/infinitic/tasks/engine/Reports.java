package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.RECENT_OF_RUN;
import static io.infinitic.engine.RowKind.REQUEST;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Recent;
import io.infinitic.engine.TaskOutcome;
import io.infinitic.schemas.HandledRequest;
import io.infinitic.schemas.ReportAlive;
import io.infinitic.schemas.ReportCompleted;
import io.infinitic.schemas.ReportFailed;
import io.infinitic.schemas.TaskReport;
import io.infinitic.schemas.TaskReported;
import io.infinitic.tasks.engine.Lifecycle.Input;
import io.infinitic.tasks.engine.Lifecycle.State;
import io.infinitic.transport.TaskId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else than a worker says of a task: as a rule, of one that its worker has delegated.
 * Each report counts once, however often its request comes.
 */
public final class Reports {

  private static final Recent RECENT = Recent.of("report", RECENT_OF_RUN, 10 * Recent.MINUTE);

  private final TaskEngine tasks;

  public Reports(TaskEngine tasks) {
    this.tasks = tasks;
  }

  /** Not empty if the task has reached its outcome by it. */
  public Optional<TaskOutcome> report(Fold fold, TaskReport message) {
    TaskId id;
    try {
      id = TaskId.parse(message.taskId());
    } catch (IllegalArgumentException e) {
      answer(fold, message, null, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    HandledRequest before = fold.rows().get(id.runId(), REQUEST, message.requestId());
    if (before != null) {
      answer(fold, message, "", null);
      return Optional.empty();
    }
    TaskLife task = tasks.find(fold, id).orElse(null);
    if (task == null || !task.task().service().equals(message.service())) {
      answer(
          fold,
          message,
          null,
          task == null
              ? "there is no such open task: it has completed, was cancelled, or its run is gone"
              : "it is a task of service " + task.task().service());
      return Optional.empty();
    }
    String refused = refused(task.state(), message);
    answer(fold, message, task.task().task(), refused);
    if (refused != null) {
      return Optional.empty();
    }
    if (!(message.report() instanceof ReportAlive)) {
      remember(fold, id.runId(), message.requestId());
    }
    return apply(task, message.report());
  }

  private static void remember(Fold fold, String runId, String requestId) {
    if (RECENT.isUnused(fold, runId)) { // there may be those of a version that kept all
      fold.rows().all(runId, REQUEST).keySet().forEach(known -> bound(fold, runId, known));
    }
    fold.rows().put(runId, REQUEST, requestId, new HandledRequest(requestId, runId, fold.now()));
    bound(fold, runId, requestId);
  }

  private static void bound(Fold fold, String runId, String requestId) {
    RECENT.add(
        fold,
        runId,
        requestId,
        Recent.ROW,
        (id, through) -> fold.rows().remove(runId, REQUEST, id));
  }

  private static @Nullable String refused(State state, TaskReport message) {
    boolean ok =
        switch (state) {
          case DISPATCHED, STARTED, DELEGATED -> true;
          case BACKOFF -> message.report() instanceof ReportCompleted;
          case NONE, COMPLETED, FAILED, TIMED_OUT, CANCELED -> false;
        };
    if (ok) {
      return null;
    }
    return state == State.BACKOFF
        ? "no attempt is under way: the last one has failed, and the next waits for its time"
        : "its outcome is known: " + state;
  }

  private static Optional<TaskOutcome> apply(TaskLife task, Object report) {
    if (report instanceof ReportCompleted completed) {
      return task.complete(Input.COMPLETE_FROM_OUTSIDE, completed.result());
    } else if (report instanceof ReportFailed failed) {
      return task.failAttempt(AttemptEnd.failed(failed));
    }
    task.beatFromOutside(((ReportAlive) report).details());
    return Optional.empty();
  }

  private static void answer(
      Fold fold, TaskReport message, @Nullable String task, @Nullable String refused) {
    fold.answer(message.replyTo(), new TaskReported(message.requestId(), task, refused));
  }
}
