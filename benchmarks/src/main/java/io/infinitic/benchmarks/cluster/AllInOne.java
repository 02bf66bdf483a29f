package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import java.nio.file.Path;

/** All parts in this process. */
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
  private final Engine engine;
  private Workers workers;

  private AllInOne(Broker broker, Engine engine, Workers workers) {
    this.broker = broker;
    this.engine = engine;
    this.workers = workers;
  }

  static AllInOne start(Store store, Path data, int cachedRuns) {
    Broker broker = Broker.start(data);
    Engine engine = Engine.start(broker.settings(), store);
    return new AllInOne(broker, engine, Workers.start(broker.settings(), cachedRuns));
  }

  @Override
  public PulsarSettings settings() {
    return broker.settings();
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
  public void restartWorker(int cachedRuns) {
    workers.close();
    workers = Workers.start(broker.settings(), cachedRuns);
  }

  @Override
  public void close() {
    workers.close();
    engine.close();
    broker.close();
  }
}
