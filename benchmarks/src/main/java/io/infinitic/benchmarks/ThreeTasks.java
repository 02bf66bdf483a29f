package io.infinitic.benchmarks;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.transport.Transport;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A workflow of three tasks, one after the other, that do nothing but pass 200 bytes on. */
public final class ThreeTasks implements Load {

  /** The service. */
  public interface Pass {
    String on(String text);
  }

  /** The service's class. */
  public static class PassImpl implements Pass {
    @Override
    public String on(String text) {
      return text;
    }
  }

  /** The workflow. */
  public interface Three {
    String run(String text);
  }

  /** The workflow's class. */
  public static class ThreeImpl extends Workflow implements Three {
    private final Pass pass = newService(Pass.class);

    @Override
    public String run(String text) {
      String value = text;
      for (int i = 0; i < RawChain.STEPS; i++) {
        value = pass.on(value);
      }
      return value;
    }
  }

  private static final String TEXT = "x".repeat(200);

  private final InfiniticWorker worker;
  private final Three three;
  private final InfiniticClient client;

  private ThreeTasks(InfiniticWorker worker) {
    this.worker = worker;
    client = worker.getClient();
    three = client.newWorkflow(Three.class);
  }

  static ThreeTasks open(Transport transport) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setName("bench")
            .setTransport(transport)
            .setCacheSize(4_000)
            .addService(Pass.class, PassImpl.class, ServiceSettings.defaults().withConcurrency(100))
            .addWorkflow(Three.class, ThreeImpl.class, 20)
            .build();
    worker.startAsync();
    return new ThreeTasks(worker);
  }

  @Override
  public double[] latencies(int count) {
    double[] latencies = new double[count];
    for (int i = 0; i < count; i++) {
      long before = System.nanoTime();
      three.run(TEXT);
      latencies[i] = (System.nanoTime() - before) / 1e6;
    }
    return latencies;
  }

  @Override
  public double perSecond(int count) {
    List<CompletableFuture<String>> results = new ArrayList<>(count);
    long before = System.nanoTime();
    for (int i = 0; i < count; i++) {
      results.add(client.dispatchAsync(three::run, TEXT).thenCompose(Deferred::toFuture));
    }
    results.forEach(CompletableFuture::join);
    return count / ((System.nanoTime() - before) / 1e9);
  }

  @Override
  public void close() {
    worker.close();
  }
}
