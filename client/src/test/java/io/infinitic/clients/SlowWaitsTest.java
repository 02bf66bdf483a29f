package io.infinitic.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which of many waits are looked at. */
class SlowWaitsTest {

  private final List<String> looks = new ArrayList<>();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final CompletableFuture<Object> open = new CompletableFuture<>();
  private final SlowWaits waits =
      new SlowWaits(
          id -> {
            looks.add(id);
            return new CompletableFuture<>();
          },
          later::add);

  private void aThousandAreSlow(CompletableFuture<?> result) {
    for (int i = 0; i < 1_000; i++) {
      waits.look("id-" + i, result, 15_000);
    }
  }

  /** As many times as may be, something is looked at. */
  private void goOn(int times) {
    for (int i = 0; i < times && !later.isEmpty(); i++) {
      later.remove().run();
    }
  }

  @Test
  void eachHasItsTurn() {
    aThousandAreSlow(open);
    assertThat(looks).hasSize(1);
    goOn(40);
    aThousandAreSlow(open); // again, in the same order, before all had their turn
    goOn(959);
    assertThat(looks).hasSize(1_000).doesNotHaveDuplicates();
    goOn(10_000);
    assertThat(looks).as("those that came again after their turn").hasSize(1_041);
    waits.look("new", open, 15_000);
    assertThat(looks).as("when nothing was left").endsWith("new");
  }

  @Test
  void whatHasEndedMeanwhileTakesNoTurn() {
    CompletableFuture<Object> ends = new CompletableFuture<>();
    aThousandAreSlow(ends);
    waits.look("open", open, 15_000);
    ends.complete("done");
    goOn(1);
    assertThat(looks).containsExactly("id-0", "open");
  }
}
