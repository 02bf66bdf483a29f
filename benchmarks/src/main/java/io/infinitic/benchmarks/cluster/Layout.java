package io.infinitic.benchmarks.cluster;

import java.util.Locale;

/** Where the parts of a cluster run. */
public enum Layout {
  /** Broker, engine, worker and client in one process. */
  ALL_IN_ONE,
  /** Each in a process of its own, as in production. */
  PROCESSES;

  /** Of each part, where each has a process. */
  static final String HEAP_OF_PART = "1g";

  /** Maximum heap, for people. */
  public String heap() {
    return this == PROCESSES
        ? HEAP_OF_PART + " each"
        : (Runtime.getRuntime().maxMemory() >> 20) + "m";
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
