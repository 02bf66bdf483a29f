package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.server.Chain.Sum;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.pulsar.client.api.PulsarClient;

/** A broker, an engine and a worker, and whether each partition is well. */
final class AnyMessageTarget implements AutoCloseable {

  final PulsarSettings settings;
  final PulsarTransport transport;

  /** Sends what nobody of the contract would. */
  final PulsarClient raw;

  private final int partitions;
  private final EmbeddedPulsar pulsar;
  private final SqliteStore store;
  private final InfiniticWorker worker;
  private EngineHost host;
  private int runs;

  AnyMessageTarget(Path folder, int partitions) throws Exception {
    this.partitions = partitions;
    pulsar = EmbeddedPulsar.start(folder.resolve("broker"), Ports.free());
    settings = pulsar.settings("infinitic", "any");
    PulsarNamespace.initialize(settings, partitions, 60);
    transport = PulsarTransport.connect(settings);
    store = SqliteStore.open(folder.resolve("engine.db"));
    host = startHost();
    worker = Chain.worker(transport, folder.resolve("keys"), 0);
    raw = PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
  }

  private EngineHost startHost() {
    return EngineHost.start(
        "host-" + runs, transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
  }

  /** Another host goes on. */
  void takeOver() {
    host.close();
    host = startHost();
  }

  /** The partition that had it, and the others; also after a take-over, where it comes again. */
  void assertWell(String after) {
    InfiniticClient client = worker.getClient();
    for (int partition = 0; partition < partitions; partition++) {
      Sum sum =
          client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId(id(partition)));
      assertThat(client.dispatch(sum::sum, 2).await(Duration.ofSeconds(60)))
          .as("partition %d after %s", partition, after)
          .isEqualTo(3);
    }
  }

  /** A new workflow id. */
  String id(int partition) {
    String id = "run-" + runs++;
    while (Partitions.of(id, partitions) != partition) {
      id = "run-" + runs++;
    }
    return id;
  }

  @Override
  public void close() throws Exception {
    raw.close();
    worker.close();
    host.close();
    store.close();
    transport.close();
    pulsar.close();
  }
}
