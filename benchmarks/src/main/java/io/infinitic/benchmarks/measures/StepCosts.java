package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Traffic;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;

/**
 * What the steps of a run cost.
 *
 * @param ends how many of the first are compared with as many of the last
 * @param first time of a step at the start
 * @param last time of a step at the end
 * @param whole time of a step on the whole
 * @param bytes on all durable topics, by step
 */
record StepCosts(int steps, int ends, Series first, Series last, Series whole, Series bytes) {

  private static final int ENDS = 100;

  static StepCosts of(int steps, Figures figures) {
    int ends = Math.max(2, Math.min(ENDS, steps / 2));
    String prefix = "%,d steps".formatted(steps);
    Series first = figures.series(prefix + ": of the first " + ends, "ms");
    return new StepCosts(
        steps,
        ends,
        first,
        figures.series(prefix + ": of the last " + ends, "ms").boundedBy(first).atMostTimes(1.3),
        figures.series(prefix + ": a step", "ms"),
        figures.series(prefix + ": bytes a step", "bytes"));
  }

  /** One more run. It has its steps behind it, and is open. */
  OpenRun measure(Bench bench) throws Exception {
    Traffic before = bench.traffic();
    long startedAt = System.nanoTime();
    OpenRun run = OpenRun.start(bench, steps);
    long[] nanos = run.awaitSteps(ends);
    whole.add((System.nanoTime() - startedAt) / 1e6 / steps);
    first.add(nanos[0] / 1e6 / (ends - 1));
    last.add(nanos[1] / 1e6 / (ends - 1));
    Traffic traffic = bench.traffic().since(before);
    bytes.add(traffic.bytes() / (double) steps);
    return run;
  }
}
