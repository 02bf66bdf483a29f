package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import java.nio.file.Path;

/** An embedded Pulsar on free ports, journal synced, with an initialised namespace. */
final class Broker implements AutoCloseable {

  private static final int RETENTION_MINUTES = 60;

  private final EmbeddedPulsar pulsar;
  private final PulsarSettings settings;

  private Broker(EmbeddedPulsar pulsar, PulsarSettings settings) {
    this.pulsar = pulsar;
    this.settings = settings;
  }

  static Broker start(Path data, BrokerSettings how) {
    EmbeddedPulsar pulsar =
        EmbeddedPulsar.start(data.resolve("pulsar"), Ports.free(), how.others());
    PulsarSettings settings =
        pulsar.settings(PulsarSettings.DEFAULT_TENANT, PulsarSettings.DEFAULT_NAMESPACE);
    PulsarNamespace.initialize(settings, how.partitions(), RETENTION_MINUTES);
    return new Broker(pulsar, settings);
  }

  PulsarSettings settings() {
    return settings;
  }

  @Override
  public void close() {
    pulsar.close();
  }
}
