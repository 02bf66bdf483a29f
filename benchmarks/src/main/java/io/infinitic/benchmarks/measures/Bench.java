package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Cluster;
import io.infinitic.benchmarks.cluster.Traffic;
import io.infinitic.benchmarks.cluster.TrafficMeter;
import io.infinitic.benchmarks.load.Crowd;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.clients.InfiniticClient;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** What a benchmark works with: a cluster, started when it is wanted, and how much to do. */
public final class Bench implements AutoCloseable {

  /** Runs of each workflow that a worker keeps in memory if nothing else is said. */
  static final int USUAL_CACHE = 256;

  private static final int QUIET_LOOKS = 4;
  private static final long LOOK_MILLIS = 500;

  private static final int FEW = 200;
  private static final long SHORT_LOOK_MILLIS = 50;

  private final Path data;
  private final int rounds;
  private final double scale;
  private final Supplier<Cluster> starter;
  private @Nullable Cluster cluster;
  private @Nullable InfiniticClient client;
  private @Nullable TrafficMeter meter;

  /**
   * @param data where the cluster keeps its files
   * @param scale what counts are multiplied by
   * @param starter starts the cluster
   */
  public Bench(Path data, int rounds, double scale, Supplier<Cluster> starter) {
    this.data = data;
    this.rounds = rounds;
    this.scale = scale;
    this.starter = starter;
  }

  synchronized Cluster cluster() {
    if (cluster == null) {
      cluster = starter.get();
    }
    return cluster;
  }

  synchronized InfiniticClient client() {
    if (client == null) {
      client = newClient();
    }
    return client;
  }

  /** Another client on the same connection. */
  InfiniticClient newClient() {
    return InfiniticClient.builder().setName("bench").setTransport(cluster().transport()).build();
  }

  RawChain openRawChain() throws PulsarClientException {
    return RawChain.open(cluster().settings(), cluster().transport().partitions());
  }

  Path data() {
    return data;
  }

  int rounds() {
    return rounds;
  }

  /** So many, times the scale; at least one. */
  int scaled(int count) {
    return (int) Math.max(1, Math.round(count * scale));
  }

  /** What was published until now. */
  synchronized Traffic traffic() throws PulsarClientException, PulsarAdminException {
    if (meter == null) {
      meter = TrafficMeter.open(cluster().settings());
    }
    return meter.read();
  }

  /**
   * Starts workflows for whose ends nobody waits, no faster than workers decide: who starts more
   * has WorkflowTasks that run out of time while they wait for a worker, and are dispatched again.
   */
  double startCrowd(int from, int to, Crowd.Start start) throws Exception {
    return Crowd.start(this::newClient, from, to, start, this::awaitFewLeft);
  }

  private void awaitFewLeft()
      throws PulsarClientException, PulsarAdminException, InterruptedException {
    while (traffic().backlog() > FEW) {
      Thread.sleep(SHORT_LOOK_MILLIS);
    }
  }

  /** Waits until all messages have been taken, and for a while no more have come. */
  void awaitQuiet() throws PulsarClientException, PulsarAdminException, InterruptedException {
    Traffic before = traffic();
    for (int quiet = 0; quiet < QUIET_LOOKS; ) {
      Thread.sleep(LOOK_MILLIS);
      Traffic now = traffic();
      boolean still = now.messages() == before.messages() && now.backlog() == 0;
      quiet = still ? quiet + 1 : 0;
      before = now;
    }
  }

  static double megabytes(long bytes) {
    return bytes / (double) (1 << 20);
  }

  /** Tells whoever watches how far it is. */
  void say(String what) {
    System.err.println("  " + what);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
    if (meter != null) {
      meter.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }
}
