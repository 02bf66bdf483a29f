package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Traffic;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Due;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import java.time.Duration;

/**
 * Workers are away while many runs become due. When they are back, each run must cost one
 * WorkflowTask, however often the engine has asked for it meanwhile.
 */
public final class Overload implements Benchmark {

  private static final int RUNS = 20_000;
  private static final int CALIBRATION = 1_000;
  private static final int LEAST = 20;

  /** WorkflowTasks are asked for at 0, 10, 30 and 70 s. */
  private static final long AWAY_MILLIS = 75_000;

  private static final long SAFETY_MILLIS = 10_000;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public String summary() {
    return "20,000 runs become due while no worker is there";
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
    int runs = Math.max(LEAST, bench.scaled(RUNS));
    Due counter = bench.client().newWorkflow(Due.class);
    String id =
        bench.client().dispatchVoid(counter::at, now() + Duration.ofDays(1).toMillis()).getId();
    counter = bench.client().getWorkflowById(Due.class, id);
    long due = now() + SAFETY_MILLIS + startMillis(bench, runs);
    bench.startCrowd(
        0, runs, (client, i) -> client.dispatchVoidAsync(client.newWorkflow(Due.class)::at, due));
    bench.awaitQuiet();
    long early = isInOneProcess(bench) ? counter.wentOn() : 0;
    bench.cluster().stopWorker();
    bench.say("%,d runs wait, no worker is there".formatted(runs));
    Thread.sleep(Math.max(0, due + AWAY_MILLIS - now()));
    Traffic before = bench.traffic();
    long began = System.nanoTime();
    bench.cluster().restartWorker(cachedRuns());
    awaitAll(bench);
    double seconds = (System.nanoTime() - began) / 1e9;
    bench.awaitQuiet();
    Traffic cost = bench.traffic().since(before);
    figures
        .series("WorkflowTasks executed, for each that was due", "")
        .atMost(1.1)
        .add((counter.wentOn() - early) / (double) runs);
    figures.series("runs that are STUCK", "").atMost(0).add(stuck(bench));
    figures.series("messages, for each run", "").add(cost.messages() / (double) runs);
    figures.series("until all %,d have ended".formatted(runs), "s").add(seconds);
  }

  private static boolean isInOneProcess(Bench bench) {
    return bench.cluster().worker() == bench.cluster().engine();
  }

  /** How long it takes to start them, by how long it takes to start some. */
  private static long startMillis(Bench bench, int runs) throws Exception {
    int some = Math.min(runs, bench.scaled(CALIBRATION) + LEAST);
    long past = now() - 1;
    double perSecond =
        Driver.perSecond(
            () ->
                bench
                    .client()
                    .dispatchVoidAsync(bench.client().newWorkflow(Due.class)::at, past)
                    .thenCompose(run -> run.toFuture()),
            some,
            some);
    return (long) (2_000 * runs / perSecond);
  }

  private static void awaitAll(Bench bench) throws Exception {
    WorkflowQuery open =
        WorkflowQuery.all().withName(Due.class.getName()).withState(WorkflowState.RUNNING);
    while (bench.client().list(open.withPageSize(2)).items().size() > 1) { // the counter stays
      Thread.sleep(500);
    }
  }

  private static long stuck(Bench bench) {
    return bench
        .client()
        .list(WorkflowQuery.all().withState(WorkflowState.STUCK).withPageSize(1_000))
        .items()
        .size();
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
