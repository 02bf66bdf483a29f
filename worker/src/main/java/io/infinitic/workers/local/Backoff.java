package io.infinitic.workers.local;

import io.infinitic.schemas.RetryPolicy;
import io.infinitic.values.Policies;
import io.infinitic.workers.tasks.RetryDecision;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** When an attempt is followed by another, and how often: as the engine has it. */
record Backoff(RetryPolicy policy) {

  private static final RetryPolicy DEFAULT =
      Policies.write(io.infinitic.tasks.RetryPolicy.defaults());

  /** By the policy of the call or, if it names none, of the service. */
  static Backoff of(@Nullable RetryPolicy ofCall, @Nullable RetryPolicy ofService) {
    if (ofCall != null) {
      return new Backoff(ofCall);
    }
    return new Backoff(ofService == null ? DEFAULT : ofService);
  }

  /**
   * The delay before the next attempt, milliseconds; empty if there is none.
   *
   * @param attempts made so far
   * @param decision what the last one's failure says
   * @param elapsedMillis since the first one began
   */
  OptionalLong after(int attempts, RetryDecision decision, long elapsedMillis) {
    if (!decision.mayRetry()
        || (policy.maximumAttempts() > 0 && attempts >= policy.maximumAttempts())) {
      return OptionalLong.empty();
    }
    long delay = decision.afterMillis() < 0 ? delay(attempts) : decision.afterMillis();
    long most = policy.maximumDurationMillis();
    return most > 0 && elapsedMillis + delay > most ? OptionalLong.empty() : OptionalLong.of(delay);
  }

  private long delay(int attempts) {
    double exact =
        policy.initialDelayMillis() * Math.pow(policy.backoffCoefficient(), attempts - 1);
    double bounded = Math.min(exact, policy.maximumDelayMillis());
    double draw = ThreadLocalRandom.current().nextDouble(-1, 1);
    return Math.round(bounded * (1 + policy.jitter() * draw));
  }
}
