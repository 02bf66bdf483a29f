package io.infinitic.workers;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What the functions of inline() give: something else each time, so that nobody can compute it
 * again. While a decision is made again, it gives what was recorded for that decision, and nothing
 * more: a function that a replay should not have run is found out.
 */
final class Chance {

  private static volatile @Nullable Deque<Integer> recorded;

  private Chance() {}

  static int next() {
    Deque<Integer> values = recorded;
    if (values == null) {
      return ThreadLocalRandom.current().nextInt(1_000_000);
    }
    Integer value = values.poll();
    if (value == null) {
      throw new IllegalStateException("a replay has run the function of inline() again");
    }
    return value;
  }

  /** From now on, these. */
  static void repeat(Collection<Integer> values) {
    recorded = new ArrayDeque<>(values);
  }

  /** From now on, anything. */
  static void free() {
    recorded = null;
  }
}
