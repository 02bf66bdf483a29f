package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Inbox;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Signals to workflows that wait for them: how many a second reach the code. */
public final class Signals implements Benchmark {

  private static final int WORKFLOWS = 100;
  private static final int SIGNALS_EACH = 500;
  private static final int OPEN = 2_000;
  private static final int WARM_UPS = 3;

  /** With it, the message of a signal is as long as a raw one. */
  private static final String SIGNAL = "x".repeat(320);

  @Override
  public String name() {
    return "signals";
  }

  @Override
  public String summary() {
    return "50,000 signals to 100 workflows that take 500 each";
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    int each = bench.scaled(SIGNALS_EACH);
    int all = WORKFLOWS * each;
    try (RawChain chain = bench.openRawChain()) {
      Load hop = chain.hop();
      Driver.seconds(hop, all, OPEN);
      for (int i = 0; i < WARM_UPS; i++) {
        micros(bench.client(), each);
      }
      Series raw = figures.series("a durable raw message", "µs");
      Series signal = figures.series("a signal", "µs").boundedBy(raw).atMostTimes(2);
      for (int round = 1; round <= bench.rounds(); round++) {
        raw.add(Driver.seconds(hop, all, OPEN) * 1e6 / all);
        signal.add(micros(bench.client(), each));
        bench.say("round " + round);
      }
    }
  }

  /** From the first signal to the end of the last workflow, by signal. */
  private static double micros(InfiniticClient client, int each)
      throws InterruptedException, ExecutionException {
    List<Deferred<Integer>> results = new ArrayList<>();
    List<Load> loads = new ArrayList<>();
    for (int i = 0; i < WORKFLOWS; i++) {
      Deferred<Integer> result = client.dispatch(client.newWorkflow(Inbox.class)::take, each);
      results.add(result);
      Inbox inbox = client.getWorkflowById(Inbox.class, result.getId());
      loads.add(() -> client.dispatchVoidAsync(inbox.signals()::send, SIGNAL));
    }
    AtomicInteger next = new AtomicInteger();
    long before = System.nanoTime();
    Driver.seconds(
        () -> loads.get(next.getAndIncrement() % WORKFLOWS).start(), WORKFLOWS * each, OPEN);
    for (Deferred<Integer> result : results) {
      result.toFuture().get();
    }
    return (System.nanoTime() - before) / 1e3 / (WORKFLOWS * each);
  }
}
