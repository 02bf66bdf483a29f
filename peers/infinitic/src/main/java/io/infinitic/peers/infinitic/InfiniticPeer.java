package io.infinitic.peers.infinitic;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.peers.Peer;
import io.infinitic.peers.Results;
import io.infinitic.peers.Versions;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.server.LocalCluster;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * An embedded cluster, with the worker and the client on its connection: broker, engine, store,
 * worker and client in this process. The broker's journal and the store are synced to disk.
 *
 * <ul>
 *   <li>100 tasks and 20 WorkflowTasks at a time in the worker
 *   <li>4,000 runs in the worker's cache: all that are open
 *   <li>everything else by default: 2 partitions, a SQLite store
 * </ul>
 */
final class InfiniticPeer implements Peer {

  private static final int TASKS_AT_A_TIME = 100;
  private static final int WORKFLOW_TASKS_AT_A_TIME = 20;
  private static final int CACHE = 4_000;

  private final LocalCluster cluster;
  private final InfiniticWorker worker;
  private final InfiniticClient client;
  private final Passes passes;
  private final boolean local;

  private InfiniticPeer(LocalCluster cluster, InfiniticWorker worker, boolean local) {
    this.cluster = cluster;
    this.worker = worker;
    this.local = local;
    client = worker.getClient();
    passes = client.newWorkflow(Passes.class);
  }

  static InfiniticPeer start(Path folder, boolean local) {
    LocalCluster cluster = LocalCluster.start(folder.resolve("infinitic"), Ports.free());
    try {
      Pass pass = text -> text;
      InfiniticWorker worker =
          InfiniticWorker.builder()
              .setName("peers")
              .setTransport(cluster.transport())
              .setCacheSize(CACHE)
              .addService(
                  Pass.class, pass, ServiceSettings.defaults().withConcurrency(TASKS_AT_A_TIME))
              .addWorkflow(Passes.class, PassesWorkflow.class, WORKFLOW_TASKS_AT_A_TIME)
              .build();
      worker.startAsync();
      return new InfiniticPeer(cluster, worker, local);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public Run start(int tasks, String text) {
    CompletableFuture<String> result =
        client.dispatchAsync(passes::run, tasks, local, text).thenCompose(Deferred::toFuture);
    return () -> Results.check(text, result.get());
  }

  @Override
  public String version() {
    return "Infinitic %s, Pulsar %s"
        .formatted(Versions.of("infinitic-server"), Versions.of("pulsar-broker"));
  }

  @Override
  public void close() {
    worker.close();
    cluster.close();
  }
}
