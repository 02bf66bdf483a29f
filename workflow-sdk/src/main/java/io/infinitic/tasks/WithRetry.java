package io.infinitic.tasks;

import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt is followed by another, decided by code: named by {@link
 * io.infinitic.annotations.Retry}, or implemented by the service's class itself. Runs in the worker
 * that ran the attempt.
 */
@FunctionalInterface
public interface WithRetry {

  /**
   * The delay before the next attempt.
   *
   * @param retryIndex attempts that were followed by another so far: 0 after the first one
   * @param exception what the attempt threw; an error is wrapped in an {@link
   *     java.util.concurrent.ExecutionException}
   * @return seconds, 0 or more; null if there is no next attempt
   */
  @Nullable Double getSecondsBeforeRetry(int retryIndex, Exception exception);
}
