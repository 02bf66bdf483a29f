package io.infinitic.benchmarks.cluster;

import java.util.Locale;

/** Where the parts of a cluster run. */
public enum Layout {
  /** Broker, engine, worker and client in one process. */
  ALL_IN_ONE,
  /** Each in a process of its own, as in production. */
  PROCESSES;

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
