package io.infinitic.workers.tasks;

import io.infinitic.tasks.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a worker runs a service, where the call says nothing else.
 *
 * @param concurrency tasks at a time, at least 1
 * @param timeout limit of an attempt, after which its thread is interrupted; null for none
 * @param retry when a failed attempt is followed by another; null for the default
 */
public record ServiceSettings(
    int concurrency, @Nullable Duration timeout, @Nullable RetryPolicy retry) {

  /** Ten at a time, no limit, the default policy. */
  public static ServiceSettings defaults() {
    return new ServiceSettings(10, null, null);
  }

  /** The same with another concurrency. */
  public ServiceSettings withConcurrency(int tasks) {
    return new ServiceSettings(tasks, timeout, retry);
  }

  /** The same with a limit of an attempt. */
  public ServiceSettings withTimeout(Duration limit) {
    return new ServiceSettings(concurrency, limit, retry);
  }

  /** The same with another policy. */
  public ServiceSettings withRetry(RetryPolicy policy) {
    return new ServiceSettings(concurrency, timeout, policy);
  }
}
