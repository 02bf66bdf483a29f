package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Astray;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Inbox;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.benchmarks.report.Statistics;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.Schema;

/**
 * What the others of its partition notice of a run that is a burden: runs that are started at a
 * steady rate, alone, and beside one of them.
 */
public final class Noisy implements Benchmark {

  private static final int RUNS = 500;
  private static final int PER_SECOND = 50;
  private static final int TASKS = 3;
  private static final int PERCENTILE = 99;
  private static final int LONG_RUN = 10_000;
  private static final int TAGGED = 100_000;
  private static final String TAG = "many";
  private static final int HOT_SIGNALS_PER_SECOND = 50_000 / 60 + 1;
  private static final int ASTRAY_PER_SECOND = 20;
  private static final long NANOS = 1_000_000_000L;

  @Override
  public String name() {
    return "noisy";
  }

  @Override
  public String summary() {
    return "500 runs beside a hot run, a huge history, 100,000 runs with a tag, refused tasks";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(15);
  }

  /** Something that goes on beside the runs: done again and again until they have ended. */
  private interface Burden {
    CompletableFuture<?> once(int number);
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    InfiniticClient client = bench.client();
    Load load = Workflows.sequence(client, TASKS, false);
    Rate.of(load, bench); // warm
    Series alone = figures.series("%d runs alone: p99".formatted(RUNS), "ms");
    sample(bench, alone, load);
    Series hot = beside(figures, "a run with 50,000 signals per minute", alone);
    hotRun(bench, load, hot, figures.series("signals of that run, accepted", "1/min"));
    hugeHistory(bench, load, beside(figures, "a history of 10,000 tasks being read", alone));
    manyTagged(bench, load, beside(figures, "requests to 100,000 runs with a tag", alone));
    // Last: what it leaves in a topic never gets less.
    refusedTasks(bench, load, beside(figures, "tasks that the broker refuses", alone));
  }

  private static Series beside(Figures figures, String what, Series alone) {
    return figures.series("beside " + what + ": p99", "ms").boundedBy(alone).atMostTimes(2);
  }

  private static void sample(Bench bench, Series series, Load load)
      throws InterruptedException, ExecutionException {
    for (int round = 1; round <= bench.rounds(); round++) {
      double[] millis = Driver.steadily(load, bench.scaled(RUNS), PER_SECOND);
      series.add(Statistics.percentile(millis, PERCENTILE));
      bench.say("round " + round);
    }
  }

  private static void sample(Bench bench, Series series, Load load, Burden burden)
      throws InterruptedException, ExecutionException {
    CompletableFuture<Void> stop = new CompletableFuture<>();
    CompletableFuture<?> goesOn = again(burden, 0, stop);
    sample(bench, series, load);
    stop.complete(null);
    goesOn.exceptionally(error -> null).get(); // what fails at its time limit is a burden, too
  }

  private static CompletableFuture<?> again(Burden burden, int number, CompletableFuture<?> stop) {
    return stop.isDone()
        ? CompletableFuture.completedFuture(null)
        : burden
            .once(number)
            .handle((done, error) -> again(burden, number + 1, stop))
            .thenCompose(next -> next);
  }

  /** When the next of so many per second is due; at once if one was late. */
  private static CompletableFuture<?> next(long began, int number, int perSecond) {
    long due = began + (number + 1) * NANOS / perSecond;
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(due - System.nanoTime(), TimeUnit.NANOSECONDS));
  }

  private static void hotRun(Bench bench, Load load, Series series, Series rate) throws Exception {
    InfiniticClient client = bench.client();
    Deferred<Integer> hot =
        client.dispatch(client.newWorkflow(Inbox.class)::take, Integer.MAX_VALUE);
    Inbox inbox = client.getWorkflowById(Inbox.class, hot.getId());
    AtomicInteger accepted = new AtomicInteger();
    long began = System.nanoTime();
    sample(
        bench,
        series,
        load,
        number -> {
          client
              .dispatchVoidAsync(inbox.signals()::send, Workflows.TEXT)
              .thenRun(accepted::incrementAndGet);
          return next(began, number, HOT_SIGNALS_PER_SECOND);
        });
    rate.add(accepted.get() * 60.0 * NANOS / (System.nanoTime() - began));
    client.terminate(inbox, "measured");
  }

  private static void refusedTasks(Bench bench, Load load, Series series) throws Exception {
    makeForeign(bench.cluster().settings(), "task-" + Astray.Nowhere.class.getName());
    InfiniticClient client = bench.client();
    Astray astray = client.newWorkflow(Astray.class);
    long began = System.nanoTime();
    sample(
        bench,
        series,
        load,
        number -> {
          client.dispatchAsync(astray::fails, number);
          return next(began, number, ASTRAY_PER_SECOND);
        });
  }

  /** A topic that somebody has given another schema. */
  private static void makeForeign(PulsarSettings settings, String name)
      throws PulsarClientException {
    String topic =
        "persistent://" + settings.tenant() + "/" + settings.namespace() + "/" + topicName(name);
    try (PulsarClient pulsar =
            PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
        var producer = pulsar.newProducer(Schema.STRING).topic(topic).create()) {
      producer.send("not a task");
    }
  }

  private static String topicName(String name) {
    return name.replace("$", "~0024");
  }

  private static void hugeHistory(Bench bench, Load load, Series series) throws Exception {
    OpenRun run = OpenRun.start(bench, bench.scaled(LONG_RUN));
    run.awaitSteps(1);
    String workflowId = run.workflowId();
    sample(bench, series, load, number -> bench.client().historyAsync(workflowId));
    run.end();
  }

  private static void manyTagged(Bench bench, Load load, Series series) throws Exception {
    WorkflowOptions tagged = WorkflowOptions.defaults().withTags(Set.of(TAG));
    bench.startCrowd(
        0,
        bench.scaled(TAGGED),
        (client, number) -> client.dispatchAsync(client.newWorkflow(Inbox.class, tagged)::take, 1));
    bench.awaitQuiet();
    InfiniticClient client = bench.client();
    Inbox all = client.getWorkflowByTag(Inbox.class, TAG);
    sample(
        bench,
        series,
        load,
        number -> number % 2 == 0 ? client.suspendAsync(all) : client.resumeAsync(all));
  }
}
