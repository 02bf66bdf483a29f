package io.infinitic.server;

import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.TimeSource;
import java.nio.file.Path;

/** Embedded Pulsar, a SQLite store and the engine, in this process and one data directory. */
public final class LocalCluster implements AutoCloseable {

  /** Partitions of the engine's log: one a core is enough for one machine. */
  public static final int PARTITIONS = 2;

  private static final int RETENTION_MINUTES = 60;

  private final EmbeddedPulsar pulsar;
  private final PulsarSettings settings;
  private final SqliteStore store;
  private final PulsarTransport transport;
  private final EngineHost host;

  private LocalCluster(
      EmbeddedPulsar pulsar,
      PulsarSettings settings,
      SqliteStore store,
      PulsarTransport transport,
      EngineHost host) {
    this.pulsar = pulsar;
    this.settings = settings;
    this.store = store;
    this.transport = transport;
    this.host = host;
  }

  /** Starts it on the data in the directory, or on none. */
  public static LocalCluster start(Path data, Ports ports) {
    return start(data, ports, false);
  }

  /**
   * Starts it.
   *
   * @param adopt whether a store and a log that do not belong together are taken as they are
   */
  public static LocalCluster start(Path data, Ports ports, boolean adopt) {
    EmbeddedPulsar pulsar = EmbeddedPulsar.start(data.resolve("pulsar"), ports);
    SqliteStore store = null;
    PulsarTransport transport = null;
    try {
      PulsarSettings settings =
          pulsar.settings(PulsarSettings.DEFAULT_TENANT, PulsarSettings.DEFAULT_NAMESPACE);
      store = SqliteStore.open(data.resolve("engine.db"));
      PulsarNamespace.initialize(settings, PARTITIONS, RETENTION_MINUTES);
      transport = PulsarTransport.connect(settings);
      EngineHost host =
          EngineHost.start(
              "local-" + ProcessHandle.current().pid(),
              transport,
              store,
              TimeSource.SYSTEM,
              EngineHost.Settings.defaults().withAdopt(adopt));
      return new LocalCluster(pulsar, settings, store, transport, host);
    } catch (RuntimeException e) {
      if (transport != null) {
        transport.close();
      }
      if (store != null) {
        store.close();
      }
      pulsar.close();
      throw e;
    }
  }

  /** How other processes connect. */
  public PulsarSettings settings() {
    return settings;
  }

  /** A connection that ends with the cluster. */
  public PulsarTransport transport() {
    return transport;
  }

  @Override
  public void close() {
    host.close();
    transport.close();
    store.close();
    pulsar.close();
  }
}
