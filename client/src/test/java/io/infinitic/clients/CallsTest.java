package io.infinitic.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallMethod;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** How often a request is repeated. */
class CallsTest {

  private static final SpecificRecord REQUEST =
      new CallMethod("r", "w", null, "m", List.of(), "client", true, true, null, null);
  private static final SpecificRecord WAIT = new AwaitMethod("r", "w", "run", "m", "client");

  private static int repetitions(SpecificRecord request, Duration during) {
    int count = 0;
    long delay = 5_000;
    for (long at = delay; at <= during.toMillis(); at += delay) {
      count++;
      delay = Calls.nextDelay(delay, request);
    }
    return count;
  }

  @Test
  void requestsAreRepeatedEveryMinute() {
    assertThat(repetitions(REQUEST, Duration.ofDays(1))).isBetween(1_430, 1_450);
  }

  @Test
  void waitsCostFewMessages() {
    assertThat(repetitions(WAIT, Duration.ofMinutes(1))).as("quick at first").isEqualTo(3);
    assertThat(repetitions(WAIT, Duration.ofDays(1))).isLessThan(110);
  }
}
