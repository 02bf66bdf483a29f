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
  private static final int HOT_SIGNALS_PER_SECOND = 50_000 / 60;
  private static final int ASTRAY_PER_SECOND = 20;

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
    Driver.seconds(load, bench.scaled(RUNS), PER_SECOND);
    Series alone = figures.series("%d runs alone: p99".formatted(RUNS), "ms");
    sample(bench, alone, load);
    hotRun(bench, load, beside(figures, "a run with 50,000 signals a minute", alone));
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

  private static CompletableFuture<?> pause(int perSecond) {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(1_000_000_000L / perSecond, TimeUnit.NANOSECONDS));
  }

  private static void hotRun(Bench bench, Load load, Series series) throws Exception {
    InfiniticClient client = bench.client();
    Deferred<Integer> hot =
        client.dispatch(client.newWorkflow(Inbox.class)::take, Integer.MAX_VALUE);
    Inbox inbox = client.getWorkflowById(Inbox.class, hot.getId());
    sample(
        bench,
        series,
        load,
        number -> {
          client.dispatchVoidAsync(inbox.signals()::send, Workflows.TEXT);
          return pause(HOT_SIGNALS_PER_SECOND);
        });
    client.terminate(inbox, "measured");
  }

  private static void refusedTasks(Bench bench, Load load, Series series) throws Exception {
    makeForeign(bench.cluster().settings(), "task-" + Astray.Nowhere.class.getName());
    InfiniticClient client = bench.client();
    Astray astray = client.newWorkflow(Astray.class);
    sample(
        bench,
        series,
        load,
        number -> {
          client.dispatchAsync(astray::fails, number);
          return pause(ASTRAY_PER_SECOND);
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
