package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Workers;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Sleeper;
import io.infinitic.benchmarks.load.Spread;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.clients.Deferred;
import java.util.ArrayList;
import java.util.List;

/** A workflow that dispatches many tasks at once and waits for all. */
public final class FanOut implements Benchmark {

  private static final int SLEEPING = 400;
  private static final int SLOTS = Workers.SLEEPING_WORKERS * Workers.SLEEPING_SLOTS;
  private static final int TASKS_IN_SEQUENCE = 3;
  private static final List<Integer> TASKS = List.of(500, 10_000);

  private interface Round {
    void run() throws Exception;
  }

  @Override
  public String name() {
    return "fan-out";
  }

  @Override
  public String summary() {
    return "a workflow of 400 tasks of 100 ms in 100 slots; of 500 and 10,000 that do nothing";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    List<Round> parts = new ArrayList<>();
    parts.add(sleeping(bench, figures));
    Series inSequence = figures.series("in sequence, many at a time: a task", "ms");
    Rate rate = Rate.of(Workflows.sequence(bench.client(), TASKS_IN_SEQUENCE, false), bench);
    parts.add(() -> inSequence.add(1e3 / (TASKS_IN_SEQUENCE * rate.perSecond())));
    for (int tasks : TASKS) {
      parts.add(parallel(bench, figures, bench.scaled(tasks), inSequence));
    }
    for (int round = 1; round <= bench.rounds(); round++) {
      for (Round part : parts) {
        part.run();
      }
      bench.say("round " + round);
    }
  }

  /** At best, the slots' time, and what a workflow of one such task takes beside the task. */
  private static Round sleeping(Bench bench, Figures figures) throws Exception {
    int tasks = bench.scaled(SLEEPING);
    double ideal = Sleeper.MILLIS * Math.ceil(tasks / (double) SLOTS);
    Series least = figures.series("time of the slots, and what 1 task took beside its own", "ms");
    Series all =
        figures
            .series("%,d tasks of %d ms in %d slots".formatted(tasks, Sleeper.MILLIS, SLOTS), "ms")
            .boundedBy(least);
    sleep(bench, tasks);
    sleep(bench, 1);
    return () -> {
      least.add(ideal + sleep(bench, 1) - Sleeper.MILLIS);
      all.add(sleep(bench, tasks));
    };
  }

  private static double sleep(Bench bench, int tasks) throws Exception {
    Spread spread = bench.client().newWorkflow(Spread.class);
    return Driver.oneAtATime(
        () -> bench.client().dispatchAsync(spread::sleep, tasks).thenCompose(Deferred::toFuture),
        1)[0];
  }

  private static Round parallel(Bench bench, Figures figures, int tasks, Series bound)
      throws Exception {
    Series series =
        figures
            .series("%,d tasks at once: a task".formatted(tasks), "ms")
            .boundedBy(bound)
            .atMostTimes(1.5);
    pass(bench, tasks);
    return () -> series.add(pass(bench, tasks) / tasks);
  }

  private static double pass(Bench bench, int tasks) throws Exception {
    Spread spread = bench.client().newWorkflow(Spread.class);
    return Driver.oneAtATime(
        () ->
            bench
                .client()
                .dispatchAsync(spread::pass, tasks, Workflows.TEXT)
                .thenCompose(Deferred::toFuture),
        1)[0];
  }
}
