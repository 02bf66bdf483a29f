package io.infinitic.values;

import io.infinitic.tasks.RetryPolicy;
import java.time.Duration;

/** Retry policies on their way to the wire. */
public final class Policies {

  private Policies() {}

  /** The policy as a record of the contract. */
  public static io.infinitic.schemas.RetryPolicy write(RetryPolicy policy) {
    Duration maximum = policy.maximumDuration();
    return new io.infinitic.schemas.RetryPolicy(
        policy.initialDelay().toMillis(),
        policy.backoffCoefficient(),
        policy.maximumDelay().toMillis(),
        policy.jitter(),
        policy.maximumAttempts(),
        maximum == null ? 0 : maximum.toMillis(),
        policy.nonRetryable().stream().map(Class::getName).sorted().toList());
  }
}
