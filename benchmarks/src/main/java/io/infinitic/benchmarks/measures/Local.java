package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.benchmarks.report.Statistics;

/** Local tasks: they should cost next to nothing beside the start and the reply of a workflow. */
public final class Local implements Benchmark {

  private static final int TASKS = 3;
  private static final int COUNT = 200;
  private static final int WARM_UP = 400;
  private static final int STEPS = 1_000;

  @Override
  public String name() {
    return "local";
  }

  @Override
  public String summary() {
    return "a workflow of 3 local tasks, one and many at a time; 1,000 local tasks in a row";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    try (RawChain chain = bench.openRawChain()) {
      Round latency = latency(bench, figures, chain);
      Round throughput = throughput(bench, figures);
      Round steps = steps(bench, figures);
      for (int round = 1; round <= bench.rounds(); round++) {
        latency.run();
        throughput.run();
        steps.run();
        bench.say("round " + round);
      }
    }
  }

  private interface Round {
    void run() throws Exception;
  }

  private static Round latency(Bench bench, Figures figures, RawChain chain) throws Exception {
    Load raw = chain.sequence(0);
    Load empty = Workflows.sequence(bench.client(), 0, false);
    Load local = Workflows.sequence(bench.client(), TASKS, true);
    for (Load load : new Load[] {raw, empty, local}) {
      Driver.oneAtATime(load, bench.scaled(WARM_UP));
    }
    Series rawTime = figures.series("raw chain of 1 WorkflowTask, p50", "ms");
    Series emptyTime = figures.series("workflow without tasks, p50", "ms").boundedBy(rawTime);
    Series localTime =
        figures.series("p50", "ms").boundedBy(rawTime).atMostTimes(1.3).aimingAt(3.5);
    int count = bench.scaled(COUNT);
    return () -> {
      rawTime.add(Statistics.median(Driver.oneAtATime(raw, count)));
      emptyTime.add(Statistics.median(Driver.oneAtATime(empty, count)));
      localTime.add(Statistics.median(Driver.oneAtATime(local, count)));
    };
  }

  private static Round throughput(Bench bench, Figures figures) throws Exception {
    Rate remote = Rate.of(Workflows.sequence(bench.client(), TASKS, false), bench);
    Rate local = Rate.of(Workflows.sequence(bench.client(), TASKS, true), bench);
    Series remoteTasks = figures.series("remote tasks a second", "1/s");
    Series localTasks =
        figures
            .series("local tasks a second", "1/s")
            .boundedBy(remoteTasks)
            .atLeastTimes(1.5)
            .aimingAt(9_000);
    return () -> {
      remoteTasks.add(TASKS * remote.perSecond());
      localTasks.add(TASKS * local.perSecond());
    };
  }

  private static Round steps(Bench bench, Figures figures) throws Exception {
    int steps = bench.scaled(STEPS);
    Load load = Workflows.sequence(bench.client(), steps, true);
    Driver.oneAtATime(load, 1);
    Series series = figures.series("%,d in a row, each".formatted(steps), "ms").atMost(0.3);
    return () -> series.add(Driver.oneAtATime(load, 1)[0] / steps);
  }
}
