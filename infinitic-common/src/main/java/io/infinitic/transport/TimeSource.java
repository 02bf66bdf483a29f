package io.infinitic.transport;

/** The clock of a host, worker or client. Tests bring their own. */
@FunctionalInterface
public interface TimeSource {

  /** The machine's clock. */
  TimeSource SYSTEM = System::currentTimeMillis;

  /** Milliseconds since the epoch. */
  long millis();
}
