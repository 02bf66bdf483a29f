package io.infinitic.benchmarks;

import io.infinitic.benchmarks.cluster.Cluster;
import io.infinitic.benchmarks.measures.Bench;
import io.infinitic.benchmarks.measures.Benchmark;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Machine;
import io.infinitic.benchmarks.report.Outcome;
import io.infinitic.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs benchmarks one after the other, each on a cluster of its own and for a limited time. */
final class Runner {

  private static final int USUAL_ROUNDS = 5;

  private final Settings settings;

  Runner(Settings settings) {
    this.settings = settings;
  }

  Report run(List<Benchmark> benchmarks) throws IOException, InterruptedException {
    Instant startedAt = Instant.now();
    List<Outcome> outcomes = new ArrayList<>();
    for (Benchmark benchmark : benchmarks) {
      System.err.printf("%s: %s%n", benchmark.name(), benchmark.summary());
      outcomes.add(run(benchmark));
    }
    return new Report(startedAt.toString(), Machine.here(), settings.described(), outcomes);
  }

  private Outcome run(Benchmark benchmark) throws IOException, InterruptedException {
    Figures figures = new Figures();
    long before = System.nanoTime();
    String problem;
    try (Scratch data = Scratch.create();
        Bench bench = bench(benchmark, data.folder())) {
      problem = measure(benchmark, bench, figures);
    }
    if (problem != null) {
      System.err.println("  " + problem);
    }
    double seconds = (System.nanoTime() - before) / 1e9;
    return new Outcome(benchmark.name(), figures.soFar(), seconds, problem);
  }

  private Bench bench(Benchmark benchmark, Path data) {
    return new Bench(
        data,
        settings.rounds(),
        settings.scale(),
        () ->
            Cluster.start(
                settings.layout(),
                settings.store(),
                settings.broker(),
                data,
                benchmark.cachedRuns()));
  }

  /** Why it has not finished; null if it has. */
  private @Nullable String measure(Benchmark benchmark, Bench bench, Figures figures)
      throws InterruptedException {
    FutureTask<@Nullable Void> task =
        new FutureTask<>(
            () -> {
              benchmark.measure(bench, figures);
              return null;
            });
    Thread thread = new Thread(task, "bench-" + benchmark.name());
    thread.setDaemon(true);
    thread.start();
    Duration limit = limit(benchmark);
    try {
      task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      task.cancel(true);
      return "not finished after " + limit.toSeconds() + " s; the figures are of what was done";
    } catch (ExecutionException e) {
      return "failed: " + e.getCause();
    }
  }

  private Duration limit(Benchmark benchmark) {
    double times = Math.max(1, settings.rounds() / (double) USUAL_ROUNDS);
    return Duration.ofMillis(
        (long) (benchmark.limit().toMillis() * times * Math.max(1, settings.scale())));
  }
}
