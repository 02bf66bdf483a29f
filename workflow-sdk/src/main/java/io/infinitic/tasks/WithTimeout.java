package io.infinitic.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A limit of time: named by {@link io.infinitic.annotations.Timeout}, or implemented by the
 * service's class itself.
 */
@FunctionalInterface
public interface WithTimeout {

  /** The limit in seconds, more than 0; null for none. */
  @Nullable Double getTimeoutSeconds();

  /**
   * What an attempt has after its limit to end by itself, in seconds, 0 or more: it has been
   * interrupted, {@link Task#hasTimedOut} is true, and what was given to {@link Task#onTimeOut} has
   * been called. What it returns in that time counts.
   */
  default Double getGracePeriodAfterTimeoutSeconds() {
    return 0.0;
  }
}
