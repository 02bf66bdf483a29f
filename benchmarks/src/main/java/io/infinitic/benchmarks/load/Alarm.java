package io.infinitic.benchmarks.load;

/** A run that waits for timers. */
public interface Alarm {

  /**
   * Waits until then.
   *
   * @return how late it was when it went on, milliseconds: by the log's time, and by the clock of
   *     its worker; empty if that time had passed when it started
   */
  long[] lateness(long dueMillis);

  /** Waits for so many timers of that time. */
  void waitFor(int timers, long dueMillis);
}
