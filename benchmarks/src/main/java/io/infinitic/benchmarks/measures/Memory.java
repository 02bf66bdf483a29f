package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Part;
import io.infinitic.benchmarks.cluster.Traffic;
import io.infinitic.benchmarks.cluster.Usage;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is left in memory and on disk of workflows that have ended. */
public final class Memory implements Benchmark {

  private static final int WORKFLOWS = 10_000;
  private static final int TASKS = 3;
  private static final int OPEN = 500;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String summary() {
    return "memory, disk and topics after 10,000 workflows of 3 tasks";
  }

  @Override
  public int cachedRuns() {
    return Bench.USUAL_CACHE;
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    int workflows = bench.scaled(WORKFLOWS);
    double steps = TASKS * workflows;
    Driver.seconds(Workflows.sequence(bench.client(), TASKS, false), 1, 1);
    Traffic before = bench.traffic();
    double storeBefore = bytes(bench.data(), Memory::isOfStore);
    double brokerBefore = bytes(bench.data().resolve("pulsar"), file -> true);
    Driver.seconds(Workflows.sequence(bench.client(), TASKS, false), workflows, OPEN);
    bench.awaitQuiet();
    used(figures, "engine", bench.cluster().engine());
    used(figures, "worker", bench.cluster().worker());
    Traffic traffic = bench.traffic().since(before);
    figures.series("durable messages a task", "").add(traffic.messages() / steps);
    figures.series("bytes on topics a task", "bytes").add(traffic.bytes() / steps);
    figures
        .series("bytes of the broker's files a task", "bytes")
        .add((bytes(bench.data().resolve("pulsar"), file -> true) - brokerBefore) / steps);
    figures
        .series("bytes of the store's files a task", "bytes")
        .add((bytes(bench.data(), Memory::isOfStore) - storeBefore) / steps);
  }

  private static void used(Figures figures, String name, Part part) {
    Usage usage = part.usageAfterCollection();
    figures.series(name + ", heap", "MB").add(Bench.megabytes(usage.heapBytes()));
    figures.series(name + ", in memory", "MB").add(Bench.megabytes(usage.residentBytes()));
  }

  private static boolean isOfStore(Path file) {
    return file.getFileName().toString().startsWith("engine.db");
  }

  private static double bytes(Path folder, Predicate<Path> which) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(which).mapToLong(Memory::size).sum();
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
