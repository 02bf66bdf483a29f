package io.infinitic.values;

import io.infinitic.runtime.Millis;
import io.infinitic.tasks.RetryPolicy;
import java.time.Duration;

/** Retry policies on their way to the wire. */
public final class Policies {

  private Policies() {}

  /** The policy as a record of the contract. */
  public static io.infinitic.schemas.RetryPolicy write(RetryPolicy policy) {
    Duration maximum = policy.maximumDuration();
    return new io.infinitic.schemas.RetryPolicy(
        Millis.of(policy.initialDelay()),
        policy.backoffCoefficient(),
        Millis.of(policy.maximumDelay()),
        policy.jitter(),
        policy.maximumAttempts(),
        maximum == null ? 0 : Millis.of(maximum),
        policy.nonRetryable().stream().map(Class::getName).sorted().toList());
  }
}
