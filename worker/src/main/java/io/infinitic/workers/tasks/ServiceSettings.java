package io.infinitic.workers.tasks;

import io.infinitic.runtime.Millis;
import io.infinitic.tasks.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a worker runs a service, where the call says nothing else.
 *
 * @param concurrency tasks at a time, at least 1; a service with {@link
 *     io.infinitic.annotations.Batch} methods takes at least as many as fill its largest batch
 * @param timeout limit of an attempt, after which its thread is interrupted; null to leave it to
 *     the annotations of the service's class
 * @param retry when a failed attempt is followed by another; null to leave it to the annotations of
 *     the service's class
 * @param threads what tasks run in
 * @param rateLimit how many attempts may start in a second; null for no limit
 */
public record ServiceSettings(
    int concurrency,
    @Nullable Duration timeout,
    @Nullable RetryPolicy retry,
    Threads threads,
    @Nullable RateLimit rateLimit) {

  /** What tasks run in. */
  public enum Threads {
    /** Threads of the operating system, kept for the next task. */
    PLATFORM,
    /** A virtual thread for each task: for many tasks that mostly wait. Needs a JDK from 21 on. */
    VIRTUAL;

    /** Why this JDK has none; empty if it has. */
    public Optional<String> problem() {
      int version = Runtime.version().feature();
      return this == VIRTUAL && version < 21
          ? Optional.of("virtual threads need a JDK from 21 on; this is " + version)
          : Optional.empty();
    }
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ServiceSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
    if (timeout != null && Millis.of(timeout) == 0) {
      throw new IllegalArgumentException("a timeout of " + timeout + ", not at least 1 ms");
    }
  }

  /** Ten at a time, in platform threads; limits and retries as the service's class says. */
  public static ServiceSettings defaults() {
    return new ServiceSettings(10, null, null, Threads.PLATFORM, null);
  }

  /** The same with another concurrency. */
  public ServiceSettings withConcurrency(int tasks) {
    return new ServiceSettings(tasks, timeout, retry, threads, rateLimit);
  }

  /** The same with a limit of an attempt. */
  public ServiceSettings withTimeout(Duration limit) {
    return new ServiceSettings(concurrency, limit, retry, threads, rateLimit);
  }

  /** The same with another policy. */
  public ServiceSettings withRetry(RetryPolicy policy) {
    return new ServiceSettings(concurrency, timeout, policy, threads, rateLimit);
  }

  /**
   * The same with a virtual thread for each task. On a JDK before 21, the worker that gets these
   * settings refuses them.
   */
  public ServiceSettings withVirtualThreads() {
    return new ServiceSettings(concurrency, timeout, retry, Threads.VIRTUAL, rateLimit);
  }

  /** The same with at most so many attempts that start in a second, in this worker. */
  public ServiceSettings withRateLimit(double perSecond) {
    return withRateLimit(new RateLimit(perSecond, false));
  }

  /**
   * The same with at most so many attempts that start in a second, in all workers of the service
   * together. Each of them must be told.
   */
  public ServiceSettings withGlobalRateLimit(double perSecond) {
    return withRateLimit(new RateLimit(perSecond, true));
  }

  private ServiceSettings withRateLimit(RateLimit limit) {
    return new ServiceSettings(concurrency, timeout, retry, threads, limit);
  }
}
