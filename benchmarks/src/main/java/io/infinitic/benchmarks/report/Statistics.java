package io.infinitic.benchmarks.report;

import java.util.Arrays;

/** Order statistics of samples. */
public final class Statistics {

  private Statistics() {}

  /** The middle one; of an even number, the mean of the two in the middle. */
  public static double median(double[] samples) {
    double[] sorted = sorted(samples);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The smallest sample that so many percent of all do not exceed (nearest rank). */
  public static double percentile(double[] samples, int percent) {
    if (percent < 1 || percent > 100) {
      throw new IllegalArgumentException("percentile " + percent + " is not between 1 and 100");
    }
    double[] sorted = sorted(samples);
    return sorted[(sorted.length * percent + 99) / 100 - 1];
  }

  private static double[] sorted(double[] samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
