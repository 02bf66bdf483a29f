package io.infinitic.benchmarks.load;

/** A service whose tasks take time, but no processor. */
public interface Sleeper {

  /** How long each takes, milliseconds. */
  int MILLIS = 100;

  /** The number, later. */
  int sleep(int number);
}
