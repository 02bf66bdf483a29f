package io.infinitic.benchmarks.load;

/** A service that does nothing. */
public interface Pass {

  /** The text. */
  String on(String text);

  /** Fails. */
  void fail();

  /** When it ran, by the nanosecond clock of its process. */
  long at(int step);
}
