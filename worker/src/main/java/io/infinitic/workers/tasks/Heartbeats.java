package io.infinitic.workers.tasks;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeats of an attempt, throttled: the first leaves at once; after each, the latest of the
 * others leaves when an interval is over.
 */
final class Heartbeats {

  private static final String WHAT = "details of a heartbeat";
  private static final long DEFAULT_INTERVAL_MILLIS = 5_000;

  /** A lost or late heartbeat must not end the attempt. */
  private static final long PER_LIMIT = 3;

  private final TaskEnvironment environment;
  private final ExecuteTask task;
  private final long intervalMillis;
  private @Nullable Payload last;
  private @Nullable Payload unsent;
  private boolean isHeldBack;
  private boolean ended;
  private @Nullable ScheduledFuture<?> interval;

  Heartbeats(TaskEnvironment environment, ExecuteTask task) {
    this.environment = environment;
    this.task = task;
    long limit = task.settings().heartbeatMillis();
    intervalMillis = limit > 0 ? Math.max(1, limit / PER_LIMIT) : DEFAULT_INTERVAL_MILLIS;
    last = task.heartbeat();
  }

  /**
   * One more. Without details, those told before stay.
   *
   * @throws PayloadException if the details cannot be written
   * @throws PayloadTooLargeException if they are over the limit, or do not fit into a message with
   *     the arguments: the next attempt is asked for with both
   */
  void beat(@Nullable Object details) {
    Payload payload =
        details == null ? null : environment.payloads().writeForReader(details, Object.class, WHAT);
    if (payload != null) {
      requireFits(payload);
    }
    synchronized (this) {
      if (ended) {
        return;
      }
      if (payload != null) {
        last = payload;
        unsent = payload;
      }
      if (interval == null) {
        send();
      } else {
        isHeldBack = true;
      }
    }
  }

  private void requireFits(Payload details) {
    int bytes = Sizes.of(details);
    long room =
        Limits.MESSAGE_BYTES
            - Limits.FAILURE_BYTES
            - Sizes.of(task.withHeartbeat(null).withLastFailure(null));
    if (bytes > room) {
      throw new PayloadTooLargeException(
          "%s of %s.%s: %d bytes, and at most %d are allowed beside its arguments"
              .formatted(WHAT, task.service(), task.task(), bytes, Math.max(0, room)));
    }
  }

  /** Details of the last one, of this attempt or before. */
  synchronized <T> @Nullable T last(Class<T> type) {
    return last == null ? null : type.cast(environment.payloads().read(last, type, WHAT));
  }

  /** Sends the one that is held back. */
  synchronized void flush() {
    if (isHeldBack && !ended) {
      if (interval != null) {
        interval.cancel(false);
      }
      send();
    }
  }

  /** No more are sent. Gives the details that have not been. */
  synchronized @Nullable Payload end() {
    ended = true;
    if (interval != null) {
      interval.cancel(false);
    }
    return unsent;
  }

  private void send() {
    environment.tell(
        task.workflowId(),
        new TaskHeartbeat(
            task.workflowId(),
            task.runId(),
            task.number(),
            task.attempt(),
            unsent,
            environment.inbox().address()));
    unsent = null;
    isHeldBack = false;
    interval =
        environment.timer().schedule(this::intervalOver, intervalMillis, TimeUnit.MILLISECONDS);
  }

  private synchronized void intervalOver() {
    interval = null;
    if (isHeldBack && !ended) {
      send();
    }
  }
}
