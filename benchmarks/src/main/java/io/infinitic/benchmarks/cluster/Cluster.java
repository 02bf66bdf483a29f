package io.infinitic.benchmarks.cluster;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.transport.Transport;
import java.nio.file.Path;

/** A broker, an engine, and a worker that hosts the workflows and services of all benchmarks. */
public interface Cluster extends AutoCloseable {

  /**
   * Starts one on free ports.
   *
   * @param broker how its broker is set
   * @param data where it keeps its files
   * @param cachedRuns how many runs of each workflow the worker keeps in memory
   */
  static Cluster start(
      Layout layout, Store store, BrokerSettings broker, Path data, int cachedRuns) {
    Store here = store.in(data);
    return layout == Layout.PROCESSES
        ? Processes.start(here, broker, data, cachedRuns)
        : AllInOne.start(here, broker, data, cachedRuns);
  }

  /** How to connect. */
  PulsarSettings settings();

  /** A connection for clients. */
  Transport transport();

  /** The process of the engine. */
  Part engine();

  /** The process of the worker. */
  Part worker();

  /** Ends the worker, until {@link #restartWorker}. */
  void stopWorker();

  /** Ends the worker and starts one that knows no run. Returns when that takes messages. */
  void restartWorker(int cachedRuns);

  /** Ends it. What it has written is of no use any more. */
  @Override
  void close();
}
