package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.report.Figures;
import java.time.Duration;

/** Something that users pay for, measured. */
public interface Benchmark {

  /** As on the command line. */
  String name();

  /** What it measures, in a line. */
  String summary();

  /**
   * Warms up, then measures.
   *
   * @param figures what is added here counts, also when the time is over before the end
   */
  void measure(Bench bench, Figures figures) throws Exception;

  /** Longest time that it may take with five rounds. */
  default Duration limit() {
    return Duration.ofMinutes(4);
  }

  /** How many runs of each workflow the worker keeps in memory. */
  default int cachedRuns() {
    return 4_000;
  }
}
