package io.infinitic.tasks.engine;

import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.TaskState;
import io.infinitic.wire.Wording;
import org.jspecify.annotations.Nullable;

/** What is told of an attempt or a task that the engine gives up. */
final class TimeOuts {

  private static final String TIMED_OUT = "io.infinitic.exceptions.TimedOutException";
  private static final String WORKER_LOST = "io.infinitic.exceptions.WorkerLostException";

  private TimeOuts() {}

  /** Names the limit, the attempt and the last heartbeat, whose details are its own. */
  static Failure of(TaskLife life, String limit, long millis, long now) {
    TaskState task = life.task();
    AttemptState told = life.attempt();
    StringBuilder text = new StringBuilder();
    text.append(limit).append(" of ").append(millis).append(" ms of ");
    text.append(Wording.task(task.service(), task.task()));
    text.append(" ran out in attempt ").append(task.attempt());
    if (!told.worker().isEmpty()) {
      text.append(" by worker ").append(told.worker());
    }
    if (told.heartbeatAtMillis() > 0) {
      text.append(
          "; its last heartbeat came %d ms before".formatted(now - told.heartbeatAtMillis()));
    } else if (told.startedAtMillis() > 0) {
      long ago = now - told.startedAtMillis();
      text.append("; it started ").append(ago).append(" ms before");
    }
    return new Failure(TIMED_OUT, text.toString(), "", task.lastFailure(), told.heartbeat());
  }

  /** One worker after the other took the attempt, and none told how it ended. */
  static Failure workersLost(TaskState task, int workers) {
    return new Failure(
        WORKER_LOST,
        "attempt %d of %s was taken by %d workers one after the other, and each ended, or lost its connection, before it told the result. Look at their logs: the task may end its process."
            .formatted(task.attempt(), Wording.task(task.service(), task.task()), workers),
        "",
        task.lastFailure(),
        null);
  }

  /** A failure that names the one before as its cause would grow with every attempt. */
  static @Nullable Failure withoutCause(@Nullable Failure failure) {
    boolean ours =
        failure != null && (failure.name().equals(TIMED_OUT) || failure.name().equals(WORKER_LOST));
    return ours ? failure.withCause(null) : failure;
  }
}
