package io.infinitic.tasks.engine;

import static io.infinitic.engine.RowKind.TIMER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TimerPurpose;
import io.infinitic.schemas.TimerState;
import java.util.List;

/** The timers of a task: at most one of a kind. */
final class TaskTimers {

  private static final String START = "s/";
  private static final String HEARTBEAT = "h/";
  private static final String DEADLINE = "d/";

  private final Fold fold;
  private final String rowId;

  /**
   * @param rowId of the task
   */
  TaskTimers(Fold fold, String rowId) {
    this.fold = fold;
    this.rowId = rowId;
  }

  /** Row id of the task whose timer that is. */
  static String taskOf(String timerId) {
    return timerId.substring(2);
  }

  /** Row id of the timer that limits an attempt, or delays the next. */
  static String ofAttempt(String taskRowId) {
    return Ids.attemptTimer(taskRowId);
  }

  /** Starts a timer anew, if there is a limit. */
  void limit(TaskState task, TimerPurpose purpose, long limitMillis) {
    if (limitMillis > 0) {
      start(task, purpose, limitMillis);
    }
  }

  /** Starts a timer anew. */
  void start(TaskState task, TimerPurpose purpose, long delayMillis) {
    fold.rows()
        .put(
            task.runId(),
            TIMER,
            kind(purpose) + rowId,
            new TimerState(purpose, task.number(), task.attempt(), fold.now() + delayMillis, null));
  }

  private static String kind(TimerPurpose purpose) {
    return switch (purpose) {
      case TASK_ATTEMPT, TASK_RETRY -> Ids.attemptTimer("");
      case TASK_START -> START;
      case TASK_HEARTBEAT -> HEARTBEAT;
      case TASK_DEADLINE -> DEADLINE;
      default -> throw new IllegalArgumentException("not of a task: " + purpose);
    };
  }

  /** It has been started. */
  void removeStart(TaskState task) {
    remove(task, List.of(START));
  }

  /** The attempt is over. */
  void removeOfAttempt(TaskState task) {
    remove(task, List.of(Ids.attemptTimer(""), START, HEARTBEAT));
  }

  /** The task is over. */
  void removeAll(TaskState task) {
    remove(task, List.of(Ids.attemptTimer(""), START, HEARTBEAT, DEADLINE));
  }

  private void remove(TaskState task, List<String> kinds) {
    for (String kind : kinds) {
      fold.rows().remove(task.runId(), TIMER, kind + rowId);
    }
  }
}
