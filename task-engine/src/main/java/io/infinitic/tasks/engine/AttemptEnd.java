package io.infinitic.tasks.engine;

import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReportFailed;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskFailed;
import java.util.List;
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
 * @param kinds class names of what the exception extends, if the worker has not looked at them
 * @param told what the worker that runs it is told; empty if it knows
 */
record AttemptEnd(
    Failure failure,
    boolean isTimeOut,
    boolean retryable,
    long retryAfterMillis,
    @Nullable RetryPolicy policy,
    @Nullable Payload heartbeat,
    List<String> kinds,
    String told) {

  /** A limit ran out. */
  static AttemptEnd timedOut(Failure failure) {
    return new AttemptEnd(
        failure, true, true, -1, null, null, List.of(), String.valueOf(failure.message()));
  }

  /**
   * No worker took it in time. Another attempt would only queue again, unless a policy wants it.
   */
  static AttemptEnd notStarted(Failure failure, boolean isRetried) {
    return new AttemptEnd(
        failure, true, isRetried, -1, null, null, List.of(), String.valueOf(failure.message()));
  }

  /** A worker says that it failed. */
  static AttemptEnd failed(TaskFailed message) {
    return new AttemptEnd(
        message.failure(),
        message.timedOut(),
        message.retryable(),
        message.retryAfterMillis(),
        message.policy(),
        message.heartbeat(),
        List.of(),
        "");
  }

  /** Somebody else says that it failed. */
  static AttemptEnd failed(ReportFailed report) {
    return new AttemptEnd(
        report.failure(),
        false,
        report.retryable(),
        report.retryAfterMillis(),
        null,
        null,
        report.kinds(),
        "the attempt was failed from outside");
  }

  /** It failed; the worker that runs it, if there is one, is told the failure. */
  static AttemptEnd failed(Failure failure) {
    return new AttemptEnd(
        failure, false, true, -1, null, null, List.of(), String.valueOf(failure.message()));
  }
}
