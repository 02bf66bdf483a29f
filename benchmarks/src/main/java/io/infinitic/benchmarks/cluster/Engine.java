package io.infinitic.benchmarks.cluster;

import io.infinitic.host.EngineHost;
import io.infinitic.store.StateStore;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;

/** The owner of all partitions, and its store. */
final class Engine implements AutoCloseable {

  private final StateStore store;
  private final EngineHost host;

  private Engine(StateStore store, EngineHost host) {
    this.store = store;
    this.host = host;
  }

  static Engine start(Transport transport, Store kind) {
    StateStore store = kind.read().get();
    EngineHost host =
        EngineHost.start(
            "bench", transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
    return new Engine(store, host);
  }

  @Override
  public void close() {
    host.close();
    store.close();
  }
}
