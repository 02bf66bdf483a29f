package io.infinitic.server;

import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.store.StateStore;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.Transport;
import io.infinitic.workers.ScenarioSuite;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios on a real broker and a durable store. */
class ScenariosOnPulsarIT extends ScenarioSuite {

  @TempDir static Path folder;
  private static EmbeddedPulsar pulsar;

  @Override
  protected Transport openTransport() {
    pulsar = EmbeddedPulsar.start(folder.resolve("pulsar"), Ports.free());
    PulsarSettings settings = pulsar.settings("infinitic", "scenarios");
    PulsarNamespace.initialize(settings, 2, 60);
    return PulsarTransport.connect(settings);
  }

  @Override
  protected StateStore openStore() {
    return SqliteStore.open(folder.resolve("engine.db"));
  }

  @AfterAll
  static void stopPulsar() {
    pulsar.close();
  }
}
