package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Part;
import io.infinitic.benchmarks.cluster.Traffic;
import io.infinitic.benchmarks.cluster.Usage;
import io.infinitic.benchmarks.load.Inbox;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import java.time.Duration;

/** Many open workflows to which nothing happens: what the engine needs for them. */
public final class Idle implements Benchmark {

  private static final int WORKFLOWS = 100_000;
  private static final double HEAP_MEGABYTES = 512;
  private static final double PERCENT = 2;
  private static final long WATCHED_MILLIS = 10_000;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String summary() {
    return "100,000 open workflows that wait for a signal: heap and processor time of the engine";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(8);
  }

  @Override
  public int cachedRuns() {
    return Bench.USUAL_CACHE;
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    Part engine = bench.cluster().engine();
    int count = bench.scaled(WORKFLOWS);
    Series none = figures.series("heap before", "MB");
    Series rate = figures.series("workflows started a second", "1/s");
    Series messages = figures.series("durable messages a workflow", "");
    Series all = figures.series("heap with %,d open".formatted(count), "MB").atMost(HEAP_MEGABYTES);
    Series processor = figures.series("processor time, of a core", "%").atMost(PERCENT);
    Traffic before = bench.traffic();
    none.add(Bench.megabytes(engine.usageAfterCollection().heapBytes()));
    rate.add(
        bench.startCrowd(
            0,
            count,
            (client, i) -> client.dispatchAsync(client.newWorkflow(Inbox.class)::take, 1)));
    bench.say("%,d are open".formatted(count));
    bench.awaitQuiet();
    messages.add(bench.traffic().since(before).messages() / (double) count);
    all.add(Bench.megabytes(engine.usageAfterCollection().heapBytes()));
    long millis = Math.max(1_000, bench.scaled((int) WATCHED_MILLIS));
    for (int round = 1; round <= bench.rounds(); round++) {
      Usage earlier = engine.usage();
      Thread.sleep(millis);
      long used = engine.usage().cpuNanos() - earlier.cpuNanos();
      processor.add(100 * used / (millis * 1e6));
    }
  }
}
