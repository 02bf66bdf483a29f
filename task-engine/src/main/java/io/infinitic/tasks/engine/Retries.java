package io.infinitic.tasks.engine;

import io.infinitic.engine.Tasks;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskState;
import java.util.List;
import java.util.OptionalLong;

/** When the next attempt of a failed task starts. */
final class Retries {

  /** From 1 s, doubling, to 1 min, for ever. */
  static final RetryPolicy DEFAULT = new RetryPolicy(1_000, 2.0, 60_000, 0.0, 0, 0, List.of());

  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  static final OptionalLong NEVER = OptionalLong.empty();

  private Retries() {}

  /** The delay before the attempt that follows the task's current one; empty if there is none. */
  static OptionalLong delay(TaskState task, RetryPolicy policy, AttemptEnd end, long now) {
    if (policy.nonRetryable().contains(end.failure().name())
        || policy.nonRetryable().stream().anyMatch(end.kinds()::contains)
        || (policy.maximumAttempts() > 0 && attemptOfSequence(task) >= policy.maximumAttempts())) {
      return OptionalLong.empty();
    }
    long delay = end.retryAfterMillis() >= 0 ? end.retryAfterMillis() : backoff(task, policy);
    boolean tooLate =
        policy.maximumDurationMillis() > 0
            && now + delay - task.scheduledAtMillis() > policy.maximumDurationMillis();
    return tooLate ? OptionalLong.empty() : OptionalLong.of(delay);
  }

  /**
   * The delay after workflow code has failed that often: first soon, then slowly. A mended build of
   * it does not wait for that.
   */
  static long afterFailures(int failures) {
    int slow = failures - Tasks.STUCK_AFTER;
    return slow < 0
        ? SECOND << (failures - 1)
        : Math.min(MINUTE << Math.min(slow, 10), 10 * MINUTE);
  }

  /** The delay after something else has failed, that often in a row. */
  static long afterTroubles(int troubles) {
    return Math.min(SECOND << Math.min(troubles - 1, 10), MINUTE);
  }

  private static long backoff(TaskState task, RetryPolicy policy) {
    double exact =
        policy.initialDelayMillis()
            * StrictMath.pow(policy.backoffCoefficient(), attemptOfSequence(task) - 1);
    double bounded = Math.min(exact, policy.maximumDelayMillis());
    // Drawn from the task's id, so that folding the same message again gives the same time.
    double draw = (hash(task.taskId() + "#" + task.attempt()) & 0xffff) / 65536.0;
    return Math.max(0, Math.round(bounded * (1 + policy.jitter() * (2 * draw - 1))));
  }

  private static int attemptOfSequence(TaskState task) {
    return task.attempt() - task.sequenceStart() + 1;
  }

  private static int hash(String text) {
    int h = text.hashCode() * 0x9E3779B9;
    return h ^ h >>> 16;
  }
}
