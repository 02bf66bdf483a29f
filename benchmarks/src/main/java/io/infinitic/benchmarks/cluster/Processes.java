package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import java.nio.file.Path;
import java.util.List;

/** Each part in a process of its own. */
final class Processes implements Cluster {

  /** Of each part. */
  private static final String HEAP = "1g";

  private final PulsarSettings settings;
  private final Child broker;
  private final Child engine;
  private Child worker;

  private Processes(PulsarSettings settings, Child broker, Child engine, Child worker) {
    this.settings = settings;
    this.broker = broker;
    this.engine = engine;
    this.worker = worker;
  }

  static Processes start(Store store, Path data, int cachedRuns) {
    Child broker = part("broker", data.toString());
    Child engine = null;
    try {
      String[] urls = broker.awaitReady().split(" ");
      PulsarSettings settings =
          new PulsarSettings(
              urls[0], urls[1], PulsarSettings.DEFAULT_TENANT, PulsarSettings.DEFAULT_NAMESPACE);
      engine = part("engine", urls[0], urls[1], store.name(), store.settings());
      Child worker = part("worker", urls[0], urls[1], Integer.toString(cachedRuns));
      Processes all = new Processes(settings, broker, engine, worker);
      engine.awaitReady();
      worker.awaitReady();
      return all;
    } catch (RuntimeException e) {
      broker.close();
      if (engine != null) {
        engine.close();
      }
      throw e;
    }
  }

  private static Child part(String... role) {
    return Child.start(HEAP, PartMain.class, List.of(role));
  }

  @Override
  public PulsarSettings settings() {
    return settings;
  }

  @Override
  public Part engine() {
    return engine;
  }

  @Override
  public Part worker() {
    return worker;
  }

  @Override
  public void restartWorker(int cachedRuns) {
    worker.end();
    worker =
        part(
            "worker",
            settings.brokerServiceUrl(),
            settings.webServiceUrl(),
            Integer.toString(cachedRuns));
    worker.awaitReady();
  }

  @Override
  public void close() {
    worker.close();
    engine.close();
    broker.close();
  }
}
