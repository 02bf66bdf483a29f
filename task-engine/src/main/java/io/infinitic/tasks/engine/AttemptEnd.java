package io.infinitic.tasks.engine;

import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended without a result.
 *
 * @param failure why
 * @param isTimeOut whether it took too long
 * @param retryable whether another attempt may help
 * @param retryAfterMillis delay that was asked for; -1 for that of the policy
 * @param policy that of the worker, if it told one
 * @param heartbeat details that were not told before
 * @param told what the worker that runs it is told; empty if it knows
 */
record AttemptEnd(
    Failure failure,
    boolean isTimeOut,
    boolean retryable,
    long retryAfterMillis,
    @Nullable RetryPolicy policy,
    @Nullable Payload heartbeat,
    String told) {

  /** A limit ran out. */
  static AttemptEnd timedOut(Failure failure) {
    return new AttemptEnd(failure, true, true, -1, null, null, String.valueOf(failure.message()));
  }

  /** Somebody says that it failed. */
  static AttemptEnd failed(Failure failure, boolean retryable, long retryAfterMillis) {
    return new AttemptEnd(failure, false, retryable, retryAfterMillis, null, null, "");
  }
}
