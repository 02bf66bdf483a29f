package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Part;
import io.infinitic.benchmarks.load.Alarm;
import io.infinitic.benchmarks.load.Crowd;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.benchmarks.report.Statistics;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/** Timers: how late many are that become due, and what many cost that do not. */
public final class Timers implements Benchmark {

  private static final int DUE = 100_000;
  private static final int WITHIN_MILLIS = 60_000;
  private static final int ASKED = 2_000;
  private static final int CALIBRATION = 2_000;
  private static final int SAFETY_MILLIS = 10_000;
  private static final long LEAST_SAFETY_MILLIS = 2_000;
  private static final double LATE_MILLIS = 100;
  private static final int WAITING_WORKFLOWS = 10_000;
  private static final int TIMERS_EACH = 100;

  @Override
  public String name() {
    return "timers";
  }

  @Override
  public String summary() {
    return "100,000 timers due within a minute; 1,000,000 that wait";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(12);
  }

  @Override
  public int cachedRuns() {
    return Bench.USUAL_CACHE;
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    lateness(bench, figures);
    waiting(bench, figures);
  }

  /** A workflow for each timer; of some of them, evenly spread, somebody waits for the answer. */
  private static void lateness(Bench bench, Figures figures) throws Exception {
    Series middle = figures.series("lateness, p50", "ms");
    Series worst = figures.series("lateness, p99", "ms").atMost(LATE_MILLIS);
    Series missed = figures.series("started after they were due", "%");
    int count = bench.scaled(DUE);
    double window = Math.max(1_000, bench.scaled(WITHIN_MILLIS));
    long from = System.currentTimeMillis() + startMillis(bench, count);
    int every = Math.max(1, count / ASKED);
    ConcurrentLinkedQueue<CompletableFuture<Long>> answers = new ConcurrentLinkedQueue<>();
    Crowd.start(
        bench::newClient,
        0,
        count,
        (client, i) -> {
          long due = from + (long) (i * window / count);
          if (i % every != 0) {
            return start(client, due);
          }
          CompletableFuture<Deferred<Long>> started = start(bench.client(), due);
          answers.add(started.thenCompose(Deferred::toFuture));
          return started;
        });
    bench.say(
        "%,d workflows are started, %d ms before the first timer is due"
            .formatted(count, from - now()));
    List<Long> late = new ArrayList<>();
    for (CompletableFuture<Long> answer : answers) {
      late.add(answer.get());
    }
    double[] set = late.stream().filter(l -> l >= 0).mapToDouble(l -> l).toArray();
    missed.add(100.0 * (late.size() - set.length) / late.size());
    if (set.length > 0) {
      middle.add(Statistics.median(set));
      worst.add(Statistics.percentile(set, 99));
    }
  }

  private static CompletableFuture<Deferred<Long>> start(InfiniticClient client, long due) {
    return client.dispatchAsync(client.newWorkflow(Alarm.class)::lateness, due);
  }

  /** How long it will take until so many have set their timer, by how long it takes some. */
  private static long startMillis(Bench bench, int count)
      throws InterruptedException, ExecutionException {
    int some = bench.scaled(CALIBRATION);
    Load alreadyDue = () -> start(bench.client(), 0).thenCompose(Deferred::toFuture);
    Driver.seconds(alreadyDue, some, some);
    double perSecond = Driver.perSecond(alreadyDue, some, some);
    long safety = Math.max(LEAST_SAFETY_MILLIS, bench.scaled(SAFETY_MILLIS));
    return safety + (long) (1_500 * count / perSecond);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** Heap of the engine, with half of them and with all: the second half must cost nothing. */
  private static void waiting(Bench bench, Figures figures) throws Exception {
    Part engine = bench.cluster().engine();
    int workflows = 2 * bench.scaled(WAITING_WORKFLOWS / 2);
    int timers = workflows * TIMERS_EACH;
    Series none = figures.series("heap before", "MB");
    Series half = figures.series("heap with %,d waiting".formatted(timers / 2), "MB");
    Series all =
        figures
            .series("heap with %,d waiting".formatted(timers), "MB")
            .boundedBy(half)
            .atMostTimes(1.1);
    Series each = figures.series("heap for each", "bytes");
    bench.awaitQuiet();
    double before = heap(engine);
    none.add(before);
    startWaiting(bench, 0, workflows / 2);
    half.add(heap(engine));
    bench.say("%,d timers wait".formatted(timers / 2));
    startWaiting(bench, workflows / 2, workflows);
    double after = heap(engine);
    all.add(after);
    each.add((after - before) * (1 << 20) / timers);
  }

  private static void startWaiting(Bench bench, int from, int to) throws Exception {
    long far = now() + Duration.ofDays(30).toMillis();
    Crowd.start(
        bench::newClient,
        from,
        to,
        (client, i) ->
            client.dispatchVoidAsync(client.newWorkflow(Alarm.class)::waitFor, TIMERS_EACH, far));
    bench.awaitQuiet();
  }

  private static double heap(Part engine) {
    return Bench.megabytes(engine.usageAfterCollection().heapBytes());
  }
}
