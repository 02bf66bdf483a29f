package io.infinitic.benchmarks.measures;

import io.infinitic.benchmarks.cluster.Cluster;
import io.infinitic.benchmarks.load.RawChain;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.pulsar.PulsarTransport;
import java.nio.file.Path;
import org.apache.pulsar.client.api.PulsarClientException;

/** What a benchmark works with: a running cluster, a client, and how much to do. */
public final class Bench implements AutoCloseable {

  private final Cluster cluster;
  private final Path data;
  private final int rounds;
  private final double scale;
  private final PulsarTransport transport;
  private final InfiniticClient client;

  /**
   * @param data where the cluster keeps its files
   * @param scale what counts are multiplied by
   */
  public Bench(Cluster cluster, Path data, int rounds, double scale) {
    this.cluster = cluster;
    this.data = data;
    this.rounds = rounds;
    this.scale = scale;
    transport = PulsarTransport.connect(cluster.settings());
    client = newClient();
  }

  Cluster cluster() {
    return cluster;
  }

  Path data() {
    return data;
  }

  int rounds() {
    return rounds;
  }

  InfiniticClient client() {
    return client;
  }

  /** Another client on the same connection. */
  InfiniticClient newClient() {
    return InfiniticClient.builder().setName("bench").setTransport(transport).build();
  }

  RawChain openRawChain() throws PulsarClientException {
    return RawChain.open(cluster.settings());
  }

  /** So many, times the scale; at least one. */
  int scaled(int count) {
    return (int) Math.max(1, Math.round(count * scale));
  }

  /** Tells whoever watches how far it is. */
  void say(String what) {
    System.err.println("  " + what);
  }

  @Override
  public void close() {
    client.close();
    transport.close();
  }
}
