package io.infinitic.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class MeasurementTest {

  @Test
  void measuresEveryRoundAfterAWarmUp() throws Exception {
    Counting peer = new Counting();

    Outcome outcome = Measurement.of(peer, new Sizes(2, 4, 16, 7));

    assertThat(outcome.version()).isEqualTo("counting 1");
    assertThat(outcome.atOnce()).isEqualTo(16);
    assertThat(outcome.rounds()).hasSize(2);
    // In the warm-up 2 at once, too, to find out how fast it is.
    assertThat(peer.started).containsOnly(Map.entry(3, 3 * (4 + 16) + 2), Map.entry(7, 3));
  }

  /** Does nothing, at once. */
  private static final class Counting implements Peer {

    final Map<Integer, Integer> started = new ConcurrentHashMap<>();

    @Override
    public Run start(int tasks, String text) {
      started.merge(tasks, 1, Integer::sum);
      return () -> {};
    }

    @Override
    public String version() {
      return "counting 1";
    }

    @Override
    public void close() {}
  }
}
