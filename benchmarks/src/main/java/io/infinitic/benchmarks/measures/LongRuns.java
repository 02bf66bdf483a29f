package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.LongRun;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import java.time.Duration;

/** Runs with many tasks one after the other: the last must cost what the first did. */
public final class LongRuns implements Benchmark {

  private static final int SHORTER = 1_000;
  private static final int LONGER = 10_000;
  private static final int LEAST = 10;
  private static final int WARM_UP = 300;
  private static final double COLD_START_MILLIS = 2_000;

  @Override
  public String name() {
    return "long";
  }

  @Override
  public String summary() {
    return "a workflow of 1,000 and of 10,000 tasks in a row: steps, bytes, cold start";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(8);
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    OpenRun.start(bench, bench.scaled(WARM_UP)).end();
    StepCosts shorter = StepCosts.of(Math.max(LEAST, bench.scaled(SHORTER)), figures);
    StepCosts longer = StepCosts.of(Math.max(2 * LEAST, bench.scaled(LONGER)), figures);
    longer.bytes().boundedBy(shorter.bytes()).atMostTimes(1.1);
    for (int round = 1; round <= bench.rounds(); round++) {
      shorter.measure(bench).end();
      bench.say("%,d steps, round %d".formatted(shorter.steps(), round));
    }
    OpenRun run = longer.measure(bench);
    bench.say("%,d steps".formatted(longer.steps()));
    coldStart(bench, figures, run, longer.steps());
    run.end();
    coldSteps(bench, figures, shorter);
  }

  /** By a worker that has never seen the run: it reads the history and replays it. */
  private void coldStart(Bench bench, Figures figures, OpenRun run, int steps) throws Exception {
    Series series =
        figures
            .series("%,d steps: first answer of a new worker".formatted(steps), "ms")
            .atMost(COLD_START_MILLIS);
    LongRun stub = run.stub();
    for (int round = 1; round <= bench.rounds(); round++) {
      bench.cluster().restartWorker(cachedRuns());
      long before = System.nanoTime();
      int done = bench.client().dispatch(stub::done).toFuture().get();
      series.add((System.nanoTime() - before) / 1e6);
      if (done != steps) {
        throw new IllegalStateException("the new worker knows " + done + " steps of " + steps);
      }
    }
    bench.say("cold starts");
  }

  /** Without a cache: each decision reads and replays all that came before. */
  private void coldSteps(Bench bench, Figures figures, StepCosts warm) throws Exception {
    Series series =
        figures
            .series("%,d steps, each replayed: a step".formatted(warm.steps()), "ms")
            .boundedBy(warm.whole());
    bench.cluster().restartWorker(0);
    OpenRun.start(bench, bench.scaled(WARM_UP)).end();
    long before = System.nanoTime();
    OpenRun run = OpenRun.start(bench, warm.steps());
    run.awaitSteps(1);
    series.add((System.nanoTime() - before) / 1e6 / warm.steps());
    run.end();
  }
}
