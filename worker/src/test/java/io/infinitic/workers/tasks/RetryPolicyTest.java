package io.infinitic.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.runtime.Millis;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.values.Policies;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {

  private final RetryPolicy policy = RetryPolicy.defaults();

  @Test
  void settingsDoNotDependOnTheirOrder() {
    Duration initial = Duration.ofMinutes(2);
    Duration maximum = Duration.ofMinutes(10);
    assertThat(policy.withInitialDelay(initial).withMaximumDelay(maximum))
        .isEqualTo(policy.withMaximumDelay(maximum).withInitialDelay(initial));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertRefused(
        () -> policy.withBackoffCoefficient(Double.POSITIVE_INFINITY), "backoffCoefficient");
    assertRefused(() -> policy.withBackoffCoefficient(Double.NaN), "backoffCoefficient");
    assertRefused(() -> policy.withBackoffCoefficient(0.5), "backoffCoefficient");
    assertRefused(() -> policy.withInitialDelay(Duration.ofNanos(-1)), "initialDelay");
    assertRefused(() -> policy.withMaximumDelay(Duration.ofSeconds(-1)), "maximumDelay");
    assertRefused(() -> policy.withMaximumDuration(Duration.ofMillis(-1)), "maximumDuration");
    assertThat(policy.withMaximumDuration(null).maximumDuration()).isNull();
  }

  private static void assertRefused(Runnable policy, String problem) {
    assertThatThrownBy(policy::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void partsOfAMillisecondAreRoundedUp() {
    assertThat(Policies.write(policy.withInitialDelay(Duration.ofNanos(1))).initialDelayMillis())
        .isEqualTo(1);
    assertThat(Millis.of(Duration.ofNanos(2_000_001))).isEqualTo(3);
    assertThat(Millis.of(Duration.ofNanos(2_000_000))).isEqualTo(2);
    assertThat(Millis.of(Duration.ofSeconds(Long.MIN_VALUE))).isZero();
    assertThat(Millis.of(Instant.ofEpochMilli(5))).isEqualTo(5);
    assertThat(Millis.of(Instant.ofEpochMilli(5).plusNanos(1))).isEqualTo(6);
    assertThat(Millis.of(Instant.ofEpochMilli(-5).minusNanos(1))).isEqualTo(-5);
  }

  @Test
  void timesOutOfThisWorldStayInIt() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Millis.after(now, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Instant.MAX);
    assertThat(Millis.after(now, Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(Instant.MIN);
    assertThat(Millis.of(Instant.MIN)).isZero();
    assertThat(Millis.of(Instant.MAX)).isGreaterThan(now.toEpochMilli()).isPositive();
    assertThat(Millis.of(Instant.ofEpochMilli(Long.MAX_VALUE))).isPositive();
  }
}
