package io.infinitic.workers.local;

import static io.infinitic.workers.local.HostedServices.millisSince;

import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.values.Failures;
import io.infinitic.values.MetaLimit;
import io.infinitic.workers.local.HostedServices.Surroundings;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.FailedAttempt;
import io.infinitic.workers.tasks.Hosted;
import io.infinitic.workers.tasks.Limit;
import io.infinitic.workers.tasks.RetryDecision;
import io.infinitic.workers.tasks.Running;
import io.infinitic.workers.tasks.TaskMethod;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One local task: attempts until one succeeds, none may follow, or the next one would keep the
 * decision waiting. That one is the engine's.
 */
final class LocalTask {

  private static final long ATTEMPT_MILLIS = 2_000;

  private final LocalTasks.Call call;
  private final Hosted service;
  private final Surroundings surroundings;
  private final TaskMethod method;
  private final TaskSettings settings;
  private final Map<String, byte[]> meta;
  private final long began = System.nanoTime();
  private int attempts;
  private @Nullable Failure lastError;

  LocalTask(LocalTasks.Call call, Hosted service, TaskMethod method, Surroundings surroundings) {
    this.call = call;
    this.service = service;
    this.surroundings = surroundings;
    settings = call.task().settings();
    meta = bytes(settings.meta());
    this.method = method;
  }

  LocalAttempts run() throws InterruptedException {
    Backoff backoff = Backoff.of(settings.retry(), service.policy());
    while (true) {
      attempts++;
      Attempting.Result result = attempt();
      if (result instanceof Attempting.Returned returned) {
        return ended(OutcomeStatus.COMPLETED, returned.payload(), null);
      }
      if (surroundings.threads().isShutdown()) { // closing is no failure of the task
        throw new InterruptedException("the worker is closed");
      }
      Attempting.Failed failed = (Attempting.Failed) result;
      var failure = Failures.write(failed.thrown(), surroundings.payloads());
      OptionalLong delay =
          failed.mayRetry()
              ? backoff.after(attempts, decision(failed.thrown()), millisSince(began))
              : OptionalLong.empty();
      boolean outOfTime = delay.isPresent() && remaining() <= delay.getAsLong();
      boolean isLast = delay.isEmpty() || outOfTime;
      log(failed.thrown(), isLast);
      if (isLast) {
        boolean timedOut = failed.timedOut() || outOfTime;
        return ended(
            timedOut ? OutcomeStatus.TIMED_OUT : OutcomeStatus.FAILED,
            null,
            outOfTime && !failed.timedOut() ? noTimeLeft(failure) : failure);
      }
      long millis = delay.getAsLong();
      if (failed.tooLongForHere()
          || millisSince(call.decisionBegan()) + millis > surroundings.decisionMillis()) {
        return carriedOn(failed.thrown(), failure, millis);
      }
      lastError = Failures.read(failure, surroundings.payloads());
      Thread.sleep(millis);
    }
  }

  private void log(Throwable thrown, boolean isLast) {
    ScheduleTask task = call.task();
    new FailedAttempt(
            task.service() + "." + task.task(),
            call.taskId(),
            call.run().workflowName(),
            call.run().workflowId(),
            attempts,
            attempts)
        .log(thrown, isLast ? "there is no other" : "another follows");
  }

  /** The engine goes on with it, and with the free data; too much of that fails it. */
  private LocalAttempts carriedOn(
      Throwable thrown, io.infinitic.schemas.Failure failure, long retryAfterMillis) {
    ScheduleTask task = call.task();
    Map<String, ByteBuffer> now = buffers(meta);
    PayloadTooLargeException refused =
        MetaLimit.refusal(task.service() + "." + task.task(), settings.tags(), now);
    if (refused == null) {
      return new LocalAttempts(
          attempts, null, null, failure, retryAfterMillis, service.policy(), now);
    }
    refused.initCause(thrown);
    log(refused, true);
    return ended(OutcomeStatus.FAILED, null, Failures.write(refused, surroundings.payloads()));
  }

  /** As the engine says it. */
  private io.infinitic.schemas.Failure noTimeLeft(io.infinitic.schemas.Failure last) {
    ScheduleTask task = call.task();
    return new io.infinitic.schemas.Failure(
        TimedOutException.class.getName(),
        "scheduleToClose of %d ms of task %s.%s ran out in attempt %d by worker %s"
            .formatted(
                settings.scheduleToCloseMillis(),
                task.service(),
                task.task(),
                attempts,
                surroundings.worker()),
        "",
        last,
        null);
  }

  private RetryDecision decision(Throwable thrown) {
    return RetryDecision.of(
        settings, call.taskId(), attempts - 1, service.settings().retry(), method.retry(), thrown);
  }

  private LocalAttempts ended(
      OutcomeStatus status,
      @Nullable Payload result,
      io.infinitic.schemas.@Nullable Failure failure) {
    return new LocalAttempts(attempts, status, result, failure, 0, null, null);
  }

  private Attempting.Result attempt() throws InterruptedException {
    Limit limit = Limit.of(settings, service.settings().timeout(), method.timeout());
    long own = Math.min(limit.exists() ? limit.millis() : Long.MAX_VALUE, remaining());
    Running running = new Running(surroundings.threads());
    LocalAttempt context =
        new LocalAttempt(
            call,
            surroundings.worker(),
            attempts,
            lastError,
            meta,
            running,
            surroundings.clients());
    return new Attempting(context, service, method, surroundings)
        .run(Math.min(own, ATTEMPT_MILLIS), own > ATTEMPT_MILLIS);
  }

  /** Until the limit of the whole task, milliseconds. */
  private long remaining() {
    long limit = settings.scheduleToCloseMillis();
    return limit == 0 ? Long.MAX_VALUE : Math.max(0, limit - millisSince(began));
  }

  private static Map<String, ByteBuffer> buffers(Map<String, byte[]> meta) {
    Map<String, ByteBuffer> buffers = new HashMap<>();
    meta.forEach((key, value) -> buffers.put(key, ByteBuffer.wrap(value)));
    return buffers;
  }

  private static Map<String, byte[]> bytes(Map<String, ByteBuffer> buffers) {
    Map<String, byte[]> meta = new ConcurrentHashMap<>(); // an attempt that is deaf goes on
    buffers.forEach(
        (key, value) -> {
          byte[] bytes = new byte[value.remaining()];
          value.duplicate().get(bytes);
          meta.put(key, bytes);
        });
    return meta;
  }
}
