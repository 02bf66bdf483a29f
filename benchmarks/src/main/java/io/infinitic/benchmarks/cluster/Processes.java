package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.transport.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Each part in a process of its own. */
final class Processes implements Cluster {

  private final PulsarSettings settings;
  private final PulsarTransport transport;
  private final Child broker;
  private final Child engine;
  private Child worker;

  private Processes(PulsarSettings settings, Child broker, Child engine, Child worker) {
    this.settings = settings;
    transport = PulsarTransport.connect(settings);
    this.broker = broker;
    this.engine = engine;
    this.worker = worker;
  }

  static Processes start(Store store, BrokerSettings brokerSettings, Path data, int cachedRuns) {
    List<Child> started = new ArrayList<>();
    try {
      List<String> role = new ArrayList<>(List.of("broker", data.toString()));
      role.addAll(brokerSettings.toArguments());
      Child broker = add(started, role.toArray(String[]::new));
      String[] urls = broker.awaitReady().split(" ");
      Child engine = add(started, "engine", urls[0], urls[1], store.name(), store.settings());
      Child worker = add(started, "worker", urls[0], urls[1], Integer.toString(cachedRuns));
      engine.awaitReady();
      worker.awaitReady();
      return new Processes(PartMain.settings(urls[0], urls[1]), broker, engine, worker);
    } catch (RuntimeException e) {
      started.forEach(Child::close);
      throw e;
    }
  }

  private static Child add(List<Child> started, String... role) {
    Child child = Child.start(Layout.HEAP_OF_PART, PartMain.class, List.of(role));
    started.add(child);
    return child;
  }

  @Override
  public PulsarSettings settings() {
    return settings;
  }

  @Override
  public Transport transport() {
    return transport;
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
  public void stopWorker() {
    worker.end();
  }

  @Override
  public void restartWorker(int cachedRuns) {
    worker.end();
    worker =
        Child.start(
            Layout.HEAP_OF_PART,
            PartMain.class,
            List.of(
                "worker",
                settings.brokerServiceUrl(),
                settings.webServiceUrl(),
                Integer.toString(cachedRuns)));
    worker.awaitReady();
  }

  @Override
  public void close() {
    transport.close();
    worker.close();
    engine.close();
    broker.close();
  }
}
