package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.load.Account;
import io.infinitic.benchmarks.load.Driver;
import io.infinitic.benchmarks.load.Load;
import io.infinitic.benchmarks.load.Workflows;
import io.infinitic.benchmarks.report.Figures;
import io.infinitic.benchmarks.report.Series;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.SendSignal;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run that is called, signalled and has tasks that fail, as in years: the last cost no more.
 */
public final class LongLived implements Benchmark {

  private static final int CALLS = 200_000;
  private static final int SENDERS = 20_000;
  private static final int FAILED_TASKS = 20_000;
  private static final int ENDS = 20; // first and last of so many parts
  private static final int OPEN = 100;
  private static final double MOST = 1.3;

  @Override
  public String name() {
    return "long-lived";
  }

  @Override
  public String summary() {
    return "one run with 200,000 calls, signals of 20,000 senders, 20,000 tasks that fail for good";
  }

  @Override
  public Duration limit() {
    return Duration.ofMinutes(20);
  }

  @Override
  public void measure(Bench bench, Figures figures) throws Exception {
    InfiniticClient client = bench.client();
    warmUp(bench);
    Deferred<Void> run = client.dispatchVoid(client.newWorkflow(Account.class)::open);
    Account account = client.getWorkflowById(Account.class, run.getId());
    Load calls = calls(client, account);
    Series heap = figures.series("engine, heap at first", "MB");
    Driver.seconds(calls, Math.max(1, bench.scaled(CALLS) / ENDS), OPEN);
    heap.add(Bench.megabytes(bench.cluster().engine().usageAfterCollection().heapBytes()));
    measure(bench, figures, "a call", calls, bench.scaled(CALLS));
    Load signals = signals(bench.cluster().transport(), client, account, run.getId());
    measure(bench, figures, "a signal of another sender", signals, bench.scaled(SENDERS));
    Load failures = () -> client.dispatchAsync(account::tryInVain).thenCompose(Deferred::toFuture);
    measure(bench, figures, "a task that fails", failures, bench.scaled(FAILED_TASKS));
    figures
        .series("engine, heap at last", "MB")
        .boundedBy(heap)
        .atMostTimes(MOST)
        .add(Bench.megabytes(bench.cluster().engine().usageAfterCollection().heapBytes()));
    account.notes().send(Account.END);
    run.toFuture().get();
  }

  private static void warmUp(Bench bench) throws InterruptedException, ExecutionException {
    InfiniticClient client = bench.client();
    Deferred<Void> run = client.dispatchVoid(client.newWorkflow(Account.class)::open);
    Account account = client.getWorkflowById(Account.class, run.getId());
    Driver.seconds(calls(client, account), bench.scaled(CALLS) / ENDS + 1, OPEN);
    account.notes().send(Account.END);
    run.toFuture().get();
  }

  private static Load calls(InfiniticClient client, Account account) {
    return () -> client.dispatchAsync(account::add, Workflows.TEXT).thenCompose(Deferred::toFuture);
  }

  /** Each from a process of its own; every hundredth waits until a call after it has ended. */
  private static Load signals(
      Transport transport, InfiniticClient client, Account account, String workflowId) {
    AtomicInteger number = new AtomicInteger();
    ByteBuffer value = ByteBuffer.wrap("\"note\"".getBytes(StandardCharsets.UTF_8));
    Load call = calls(client, account);
    return () -> {
      String id = "sender-" + number.incrementAndGet();
      var signal =
          new SendSignal(
              id, workflowId, "notes", new Payload(value, "json", null), id, 1, "", null);
      CompletableFuture<Void> sent =
          transport.send(new Destination.Engine(workflowId), new EngineMessage(signal));
      boolean waits = number.get() % OPEN == 0;
      return waits ? sent.thenCompose(done -> call.start()) : sent;
    };
  }

  private static void measure(Bench bench, Figures figures, String what, Load load, int count)
      throws InterruptedException, ExecutionException {
    int part = Math.max(1, count / ENDS);
    Series first = figures.series(what + ", first", "µs");
    Series last = figures.series(what + ", last", "µs").boundedBy(first).atMostTimes(MOST);
    first.add(Driver.seconds(load, part, OPEN) * 1e6 / part);
    int between = count - 2 * part;
    for (int done = 0; done < between; done += part) {
      Driver.seconds(load, Math.min(part, between - done), OPEN);
      bench.say("%s: %,d of %,d".formatted(what, part + done, count));
    }
    last.add(Driver.seconds(load, part, OPEN) * 1e6 / part);
  }
}
