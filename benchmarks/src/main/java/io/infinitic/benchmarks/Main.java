package io.infinitic.benchmarks;

import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.server.LocalCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Runs the benchmarks, or the one that is named, on one embedded cluster: broker, engine, worker
 * and client in this process, journal and store synced to disk. {@code chain}: the workflow of
 * three tasks, and the raw chain beside it, in turn; {@code fan-out}: many tasks at once.
 */
public final class Main {

  private static final int ROUNDS = 5;
  private static final int ONE_AT_A_TIME = 200;
  private static final int MANY = 2_000;

  private Main() {}

  /** Prints a table for each; medians over the rounds. */
  public static void main(String[] arguments) throws Exception {
    String only = arguments.length == 0 ? "" : arguments[0];
    if (!List.of("", "chain", "fan-out").contains(only)) {
      System.err.println("there is no benchmark " + only + "; there are chain and fan-out");
      System.exit(2);
    }
    Path data = Files.createTempDirectory("infinitic-bench");
    try (LocalCluster cluster = LocalCluster.start(data, Ports.free())) {
      if (!only.equals("fan-out")) {
        chain(cluster);
      }
      if (!only.equals("chain")) {
        try (FanOut fanOut = FanOut.open(cluster.settings())) {
          fanOut.measure(ROUNDS);
        }
      }
    }
    System.exit(0); // the broker leaves threads behind
  }

  private static void chain(LocalCluster cluster) throws Exception {
    try (RawChain chain = RawChain.open(cluster.settings());
        ThreeTasks workflows = ThreeTasks.open(cluster.transport())) {
      System.out.println("Warming up ...");
      chain.latencies(ONE_AT_A_TIME);
      workflows.latencies(ONE_AT_A_TIME);
      for (int i = 0; i < 2; i++) {
        chain.perSecond(MANY);
        workflows.perSecond(MANY);
      }
      List<double[]> raw = new ArrayList<>();
      List<double[]> ours = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        raw.add(measure(chain));
        ours.add(measure(workflows));
        System.out.printf(Locale.ROOT, "round %d of %d%n", round, ROUNDS);
      }
      print(median(raw), median(ours));
    }
  }

  private static double[] measure(Load load) throws Exception {
    double[] latencies = load.latencies(ONE_AT_A_TIME);
    double perSecond = load.perSecond(MANY);
    return new double[] {percentile(latencies, 50), percentile(latencies, 99), perSecond};
  }

  private static void print(double[] raw, double[] ours) {
    System.out.printf(
        Locale.ROOT,
        "%n%-34s %12s %12s %8s%n"
            + "%-34s %12.2f %12.2f %8.2f%n%-34s %12.2f %12.2f %8.2f%n"
            + "%-34s %12.0f %12.0f %8.2f%n%-34s %12.0f %12.0f %8.2f%n",
        "3 tasks, medians of " + ROUNDS + " rounds",
        "raw chain",
        "workflows",
        "ratio",
        "latency p50, ms, one at a time",
        raw[0],
        ours[0],
        ours[0] / raw[0],
        "latency p99, ms, one at a time",
        raw[1],
        ours[1],
        ours[1] / raw[1],
        "workflows a second, " + MANY + " at once",
        raw[2],
        ours[2],
        ours[2] / raw[2],
        "tasks a second, " + MANY + " at once",
        raw[2] * RawChain.STEPS,
        ours[2] * RawChain.STEPS,
        ours[2] / raw[2]);
  }

  private static double[] median(List<double[]> rounds) {
    double[] median = new double[rounds.get(0).length];
    for (int i = 0; i < median.length; i++) {
      int figure = i;
      median[i] = percentile(rounds.stream().mapToDouble(round -> round[figure]).toArray(), 50);
    }
    return median;
  }

  static double percentile(double[] values, int percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}
