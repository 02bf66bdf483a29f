package io.infinitic.tasks;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a failed attempt of a task is followed by another. The delay starts at {@code initialDelay},
 * is multiplied by {@code backoffCoefficient} after each failure, and stays at {@code maximumDelay}
 * when it gets there, also if {@code initialDelay} is longer. So the settings can be made in any
 * order.
 *
 * @param initialDelay delay after the first failure
 * @param backoffCoefficient factor from one delay to the next, at least 1, finite
 * @param maximumDelay upper bound of a delay
 * @param jitter part of a delay, 0 to 1, that is drawn at random (by the id of the task)
 * @param maximumAttempts attempts in all, the first included; 0 for no limit
 * @param maximumDuration no attempt starts later than this after the task was scheduled; null for
 *     no limit
 * @param nonRetryable exceptions that end the task at once
 */
public record RetryPolicy(
    Duration initialDelay,
    double backoffCoefficient,
    Duration maximumDelay,
    double jitter,
    int maximumAttempts,
    @Nullable Duration maximumDuration,
    Set<Class<? extends Throwable>> nonRetryable) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public RetryPolicy {
    require(!initialDelay.isNegative(), "initialDelay is negative");
    require(
        backoffCoefficient >= 1 && Double.isFinite(backoffCoefficient),
        "backoffCoefficient is not a finite number of at least 1");
    require(!maximumDelay.isNegative(), "maximumDelay is negative");
    require(jitter >= 0 && jitter <= 1, "jitter is not between 0 and 1");
    require(maximumAttempts >= 0, "maximumAttempts is negative");
    require(
        maximumDuration == null || !maximumDuration.isNegative(), "maximumDuration is negative");
    nonRetryable = Set.copyOf(nonRetryable);
  }

  /** From 1 s, doubling, to 1 min, for ever. */
  public static RetryPolicy defaults() {
    return new RetryPolicy(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0, 0, null, Set.of());
  }

  /** One attempt only. */
  public static RetryPolicy none() {
    return defaults().withMaximumAttempts(1);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("RetryPolicy: " + problem);
    }
  }

  /** The same with: delay after the first failure. */
  public RetryPolicy withInitialDelay(Duration initialDelay) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /** The same with: factor from one delay to the next, at least 1. */
  public RetryPolicy withBackoffCoefficient(double backoffCoefficient) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /** The same with: upper bound of a delay. */
  public RetryPolicy withMaximumDelay(Duration maximumDelay) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /** The same with: part of a delay, 0 to 1, that is drawn at random (by the id of the task). */
  public RetryPolicy withJitter(double jitter) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /** The same with: attempts in all, the first included; 0 for no limit. */
  public RetryPolicy withMaximumAttempts(int maximumAttempts) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /**
   * The same with: no attempt starts later than this after the task was scheduled; null for no
   * limit.
   */
  public RetryPolicy withMaximumDuration(@Nullable Duration maximumDuration) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }

  /** The same with: exceptions that end the task at once. */
  public RetryPolicy withNonRetryable(Set<Class<? extends Throwable>> nonRetryable) {
    return new RetryPolicy(
        initialDelay,
        backoffCoefficient,
        maximumDelay,
        jitter,
        maximumAttempts,
        maximumDuration,
        nonRetryable);
  }
}
