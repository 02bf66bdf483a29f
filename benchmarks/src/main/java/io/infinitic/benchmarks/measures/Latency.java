package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.benchmarks.report.Statistics;

/** Workflows of three tasks, one at a time: how long a caller waits for each. */
public final class Latency implements Benchmark {

  private static final int TASKS = 3;
  private static final int COUNT = 200;
  private static final int WARM_UP = 400;

  @Override
  public String name() {
    return "latency";
  }

  @Override
  public String summary() {
    return "a workflow of 3 tasks that do nothing, one at a time";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    try (RawChain chain = bench.openRawChain()) {
      Load raw = chain.sequence(TASKS);
      Load workflows = Workflows.sequence(bench.client(), TASKS, false);
      Driver.oneAtATime(raw, bench.scaled(WARM_UP));
      Driver.oneAtATime(workflows, bench.scaled(WARM_UP));
      Series rawMiddle = figures.series("raw chain, p50", "ms");
      Series middle =
          figures.series("p50", "ms").boundedBy(rawMiddle).atMostTimes(1.5).aimingAt(12);
      Series rawWorst = figures.series("raw chain, p99", "ms");
      Series worst = figures.series("p99", "ms").boundedBy(rawWorst);
      for (int round = 1; round <= bench.rounds(); round++) {
        double[] theirs = Driver.oneAtATime(raw, bench.scaled(COUNT));
        double[] ours = Driver.oneAtATime(workflows, bench.scaled(COUNT));
        rawMiddle.add(Statistics.median(theirs));
        middle.add(Statistics.median(ours));
        rawWorst.add(Statistics.percentile(theirs, 99));
        worst.add(Statistics.percentile(ours, 99));
        bench.say("round " + round);
      }
    }
  }
}
