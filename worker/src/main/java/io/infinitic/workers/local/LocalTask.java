package io.infinitic.workers.local;

import static io.infinitic.workers.local.HostedServices.millisSince;

import io.infinitic.exceptions.Failure;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.values.Failures;
import io.infinitic.workers.local.HostedServices.Surroundings;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.Limit;
import io.infinitic.workers.tasks.RetryDecision;
import io.infinitic.workers.tasks.TaskMethod;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One local task: attempts until one succeeds, none may follow, or the next one would keep the
 * decision waiting. That one is the engine's.
 */
final class LocalTask {

  private static final long ATTEMPT_MILLIS = 2_000;

  private final LocalTasks.Call call;
  private final LocalService service;
  private final Surroundings surroundings;
  private final TaskMethod method;
  private final TaskSettings settings;
  private final Map<String, byte[]> meta;
  private final long began = System.nanoTime();
  private int attempts;
  private @Nullable Failure lastError;

  LocalTask(LocalTasks.Call call, LocalService service, Surroundings surroundings) {
    this.call = call;
    this.service = service;
    this.surroundings = surroundings;
    settings = call.task().settings();
    meta = bytes(settings.meta());
    method = service.method(call.task().task(), call.task().arguments().size()).orElseThrow();
  }

  LocalAttempts run() throws InterruptedException {
    Backoff backoff = Backoff.of(settings.retry(), service.retry());
    while (true) {
      attempts++;
      Attempting.Result result = attempt();
      if (result instanceof Attempting.Returned returned) {
        return ended(OutcomeStatus.COMPLETED, returned.payload(), null);
      }
      Attempting.Failed failed = (Attempting.Failed) result;
      var failure = Failures.write(failed.thrown(), surroundings.payloads());
      OptionalLong delay =
          failed.mayRetry()
              ? backoff.after(attempts, decision(failed.thrown()), millisSince(began))
              : OptionalLong.empty();
      boolean outOfTime = delay.isPresent() && remaining() <= delay.getAsLong();
      if (delay.isEmpty() || outOfTime) {
        boolean timedOut = failed.timedOut() || outOfTime;
        return ended(timedOut ? OutcomeStatus.TIMED_OUT : OutcomeStatus.FAILED, null, failure);
      }
      long millis = delay.getAsLong();
      if (failed.tooLongForHere()
          || millisSince(call.decisionBegan()) + millis > surroundings.decisionMillis()) {
        return new LocalAttempts(
            attempts, null, null, failure, millis, service.retry(), buffers(meta));
      }
      lastError = Failures.read(failure, surroundings.payloads());
      Thread.sleep(millis);
    }
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
    TimeLimit time = new TimeLimit();
    LocalAttempt context =
        new LocalAttempt(
            call, surroundings.worker(), attempts, lastError, meta, time, surroundings.clients());
    return new Attempting(context, service, method, surroundings)
        .run(time, Math.min(own, ATTEMPT_MILLIS), own > ATTEMPT_MILLIS);
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
    Map<String, byte[]> meta = new HashMap<>();
    buffers.forEach(
        (key, value) -> {
          byte[] bytes = new byte[value.remaining()];
          value.duplicate().get(bytes);
          meta.put(key, bytes);
        });
    return meta;
  }
}
