package io.infinitic.values;

import io.infinitic.runtime.Millis;
import io.infinitic.tasks.RetryPolicy;
import java.time.Duration;
import java.util.function.ToLongFunction;

/** Retry policies on their way to the wire. */
public final class Policies {

  private Policies() {}

  /** The policy as a record of the contract. */
  public static io.infinitic.schemas.RetryPolicy write(RetryPolicy policy) {
    return write(policy, Millis::of);
  }

  /** The same, with durations turned into milliseconds by the given rule. */
  public static io.infinitic.schemas.RetryPolicy write(
      RetryPolicy policy, ToLongFunction<Duration> millis) {
    Duration maximum = policy.maximumDuration();
    return new io.infinitic.schemas.RetryPolicy(
        millis.applyAsLong(policy.initialDelay()),
        policy.backoffCoefficient(),
        millis.applyAsLong(policy.maximumDelay()),
        policy.jitter(),
        policy.maximumAttempts(),
        maximum == null ? 0 : millis.applyAsLong(maximum),
        policy.nonRetryable().stream().map(Class::getName).sorted().toList());
  }
}
