package io.infinitic.peers;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was measured.
 *
 * @param p50Millis of a workflow of three tasks that runs alone
 * @param p99Millis of the same
 * @param tasksPerSecond when many workflows of three tasks were started at once
 * @param millisPerStep of one long workflow
 */
record Figures(double p50Millis, double p99Millis, double tasksPerSecond, double millisPerStep) {

  /** The median of each figure. */
  static Figures median(List<Figures> rounds) {
    return new Figures(
        median(rounds, Figures::p50Millis),
        median(rounds, Figures::p99Millis),
        median(rounds, Figures::tasksPerSecond),
        median(rounds, Figures::millisPerStep));
  }

  private static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
    return percentile(rounds.stream().mapToDouble(figure).toArray(), 50);
  }

  /** The smallest value that so many percent of the values do not exceed. */
  static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(sorted.length * percent / 100.0) - 1)];
  }
}
