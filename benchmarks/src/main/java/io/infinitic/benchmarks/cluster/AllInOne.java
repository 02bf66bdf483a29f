package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.transport.Transport;
import java.nio.file.Path;

/** All parts in this process, on one connection. */
final class AllInOne implements Cluster {

  /** Whichever part is asked: it is the same process. */
  private static final Part THIS_PROCESS =
      new Part() {
        @Override
        public Usage usage() {
          return Usage.now();
        }

        @Override
        public Usage usageAfterCollection() {
          return Usage.afterCollection();
        }
      };

  private final Broker broker;
  private final PulsarTransport transport;
  private final Engine engine;
  private Workers workers;

  private AllInOne(Broker broker, PulsarTransport transport, Engine engine, Workers workers) {
    this.broker = broker;
    this.transport = transport;
    this.engine = engine;
    this.workers = workers;
  }

  static AllInOne start(Store store, BrokerSettings settings, Path data, int cachedRuns) {
    Broker broker = Broker.start(data, settings);
    PulsarTransport transport = PulsarTransport.connect(broker.settings());
    Engine engine = Engine.start(transport, store);
    return new AllInOne(broker, transport, engine, Workers.start(transport, cachedRuns));
  }

  @Override
  public PulsarSettings settings() {
    return broker.settings();
  }

  @Override
  public Transport transport() {
    return transport;
  }

  @Override
  public Part engine() {
    return THIS_PROCESS;
  }

  @Override
  public Part worker() {
    return THIS_PROCESS;
  }

  @Override
  public void stopWorker() {
    workers.close();
  }

  @Override
  public void restartWorker(int cachedRuns) {
    workers.close();
    workers = Workers.start(transport, cachedRuns);
  }

  @Override
  public void close() {
    workers.close();
    engine.close();
    transport.close();
    broker.close();
  }
}
