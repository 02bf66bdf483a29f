package io.infinitic.tasks;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a task throws to say more than an exception can.
 *
 * <pre>{@code
 * throw new TaskFailure("card was declined").notRetryable();
 * throw new TaskFailure("rate limit").retryAfter(Duration.ofSeconds(30));
 * }</pre>
 */
public final class TaskFailure extends RuntimeException {

  private final boolean retryable;
  private final @Nullable Duration retryAfter;
  private final @Nullable Object details;

  public TaskFailure(String message) {
    this(message, null, true, null, null);
  }

  public TaskFailure(String message, @Nullable Throwable cause) {
    this(message, cause, true, null, null);
  }

  private TaskFailure(
      String message,
      @Nullable Throwable cause,
      boolean retryable,
      @Nullable Duration retryAfter,
      @Nullable Object details) {
    super(message, cause);
    this.retryable = retryable;
    this.retryAfter = retryAfter;
    this.details = details;
  }

  /** The same; no other attempt is made. */
  public TaskFailure notRetryable() {
    return copy(false, retryAfter, details);
  }

  /** The same; the next attempt, if the policy allows one, starts after that delay. */
  public TaskFailure retryAfter(Duration delay) {
    return copy(retryable, delay, details);
  }

  /**
   * The same with a value that the workflow can read from the failure; must be writable as JSON.
   */
  public TaskFailure withDetails(Object value) {
    return copy(retryable, retryAfter, value);
  }

  /** Whether another attempt may help. */
  public boolean isRetryable() {
    return retryable;
  }

  /** The delay asked for. */
  public Optional<Duration> getRetryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** The value attached. */
  public Optional<Object> getDetails() {
    return Optional.ofNullable(details);
  }

  private TaskFailure copy(
      boolean newRetryable, @Nullable Duration newRetryAfter, @Nullable Object newDetails) {
    TaskFailure copy =
        new TaskFailure(
            String.valueOf(getMessage()), getCause(), newRetryable, newRetryAfter, newDetails);
    copy.setStackTrace(getStackTrace());
    return copy;
  }
}
