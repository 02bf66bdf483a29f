package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Child;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.server.Main;
import java.util.List;

/** The cluster for developers, from its command to its word that it is ready. */
public final class StartUp implements Benchmark {

  private static final int MOST_ROUNDS = 3;
  private static final double TARGET_SECONDS = 8;
  private static final long PATIENCE_SECONDS = 90;

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String summary() {
    return "infinitic dev on an empty directory, until it is ready";
  }

  @Override
  public void measure(Bench bench, Figures figures) {
    Series series = figures.series("until ready", "s").atMost(TARGET_SECONDS);
    for (int round = 1; round <= Math.min(bench.rounds(), MOST_ROUNDS); round++) {
      String data = bench.data().resolve("dev-" + round).toString();
      long before = System.nanoTime();
      try (Child dev =
          Child.start("1g", Main.class, List.of("dev", "--port-free", "--data", data))) {
        dev.awaitLine("Infinitic is ready", PATIENCE_SECONDS);
        series.add((System.nanoTime() - before) / 1e9);
      }
    }
  }
}
