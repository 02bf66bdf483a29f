package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Part;
import io.infinitic.benchmarks.load.Alarm;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.benchmarks.report.Statistics;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import java.time.Duration;
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
    int count = bench.scaled(DUE);
    double window = Math.max(1_000, bench.scaled(WITHIN_MILLIS));
    long from = System.currentTimeMillis() + startMillis(bench, count);
    int every = Math.max(1, count / ASKED);
    ConcurrentLinkedQueue<CompletableFuture<long[]>> answers = new ConcurrentLinkedQueue<>();
    bench.startCrowd(
        0,
        count,
        (client, i) -> {
          long due = from + (long) (i * window / count);
          if (i % every != 0) {
            return start(client, due);
          }
          CompletableFuture<Deferred<long[]>> started = start(bench.client(), due);
          answers.add(started.thenCompose(Deferred::toFuture));
          return started;
        });
    bench.say(
        "%,d workflows are started, %d ms before the first timer is due"
            .formatted(count, from - now()));
    try {
      CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
    } finally { // also those that have come when the time is over
      report(figures, answers.stream().filter(CompletableFuture::isDone).toList());
    }
  }

  /**
   * All messages of a batch have the log's time of the first, so by that time a timer may fire
   * before it is due: not late, but worth knowing.
   */
  private static void report(Figures figures, List<CompletableFuture<long[]>> answers) {
    List<long[]> set =
        answers.stream().map(CompletableFuture::join).filter(late -> late.length > 0).toList();
    if (set.isEmpty()) {
      return;
    }
    percent(figures, "started after they were due", answers.size() - set.size(), answers.size());
    double[] byLog = set.stream().mapToDouble(late -> Math.max(0, late[0])).toArray();
    double[] byClock = set.stream().mapToDouble(late -> late[1]).toArray();
    figures.series("lateness by the log's time, p50", "ms").add(Statistics.median(byLog));
    figures
        .series("lateness by the log's time, p99", "ms")
        .atMost(LATE_MILLIS)
        .add(Statistics.percentile(byLog, 99));
    long early = set.stream().filter(late -> late[0] < 0).count();
    percent(figures, "fired before they were due, by the log's time", early, set.size());
    figures.series("until the code goes on, p50", "ms").add(Statistics.median(byClock));
    figures.series("until the code goes on, p99", "ms").add(Statistics.percentile(byClock, 99));
  }

  private static void percent(Figures figures, String name, long some, int all) {
    figures.series(name, "%").add(100.0 * some / all);
  }

  private static CompletableFuture<Deferred<long[]>> start(InfiniticClient client, long due) {
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
    bench.startCrowd(
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
