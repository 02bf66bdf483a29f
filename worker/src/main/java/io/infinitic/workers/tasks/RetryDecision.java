package io.infinitic.workers.tasks;

import io.infinitic.runtime.Millis;
import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.WithRetry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether another attempt may follow a failed one, as far as the worker knows: how many there may
 * be, the engine counts.
 *
 * @param afterMillis the delay; -1 for that of the policy
 */
public record RetryDecision(boolean mayRetry, long afterMillis) {

  static final RetryDecision NO = new RetryDecision(false, -1);
  static final RetryDecision BY_POLICY = new RetryDecision(true, -1);

  private static final Logger LOG = LoggerFactory.getLogger(RetryDecision.class);

  /**
   * What the failure itself says; else the policy of the call; else the configured one; else the
   * code.
   */
  static RetryDecision of(
      ExecuteTask task,
      @Nullable RetryPolicy configured,
      @Nullable WithRetry code,
      Throwable thrown) {
    return of(task.settings(), task.taskId(), task.retryIndex(), configured, code, thrown);
  }

  /** The same for an attempt that no message has asked for. */
  public static RetryDecision of(
      TaskSettings call,
      String taskId,
      int retryIndex,
      @Nullable RetryPolicy configured,
      @Nullable WithRetry code,
      Throwable thrown) {
    Optional<Duration> asked = Optional.empty();
    if (thrown instanceof TaskFailure failure) {
      if (!failure.isRetryable()) {
        return NO;
      }
      asked = failure.getRetryAfter();
    }
    if (asked.isPresent()) {
      return new RetryDecision(true, Millis.of(asked.get()));
    }
    if (call.retry() != null) {
      return isNamed(thrown, call.retry().nonRetryable()) ? NO : BY_POLICY;
    }
    if (configured != null) {
      List<String> names = configured.nonRetryable().stream().map(Class::getName).toList();
      return isNamed(thrown, names) ? NO : BY_POLICY;
    }
    return code == null ? BY_POLICY : byCode(code, taskId, retryIndex, thrown);
  }

  private static RetryDecision byCode(
      WithRetry code, String taskId, int retryIndex, Throwable thrown) {
    try {
      Exception exception = thrown instanceof Exception one ? one : new ExecutionException(thrown);
      Double seconds = code.getSecondsBeforeRetry(retryIndex, exception);
      if (seconds == null) {
        return NO;
      }
      if (!(seconds >= 0)) { // also not a number
        throw new IllegalArgumentException("getSecondsBeforeRetry has returned " + seconds);
      }
      return new RetryDecision(true, Millis.ofSeconds(seconds));
    } catch (Throwable e) { // it must not keep the attempt from being reported
      LOG.warn(
          "INF-2009 {} cannot decide whether task {} is retried; it is not",
          code.getClass().getName(),
          taskId,
          Thrown.loggable(e));
      if (e != thrown) {
        thrown.addSuppressed(e);
      }
      return NO;
    }
  }

  /** Whether the exception, or one that it extends, is in the list. */
  private static boolean isNamed(Throwable thrown, List<String> names) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (names.contains(type.getName())) {
        return true;
      }
    }
    return false;
  }
}
