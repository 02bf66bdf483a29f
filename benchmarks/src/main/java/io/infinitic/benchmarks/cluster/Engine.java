package io.infinitic.benchmarks.cluster;

import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.store.StateStore;
import io.infinitic.transport.TimeSource;

/** The owner of all partitions, and its store. */
final class Engine implements AutoCloseable {

  private final PulsarTransport transport;
  private final StateStore store;
  private final EngineHost host;

  private Engine(PulsarTransport transport, StateStore store, EngineHost host) {
    this.transport = transport;
    this.store = store;
    this.host = host;
  }

  static Engine start(PulsarSettings settings, Store kind) {
    StateStore store = kind.read().get();
    PulsarTransport transport = PulsarTransport.connect(settings);
    EngineHost host =
        EngineHost.start(
            "bench", transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
    return new Engine(transport, store, host);
  }

  @Override
  public void close() {
    host.close();
    transport.close();
    store.close();
  }
}
