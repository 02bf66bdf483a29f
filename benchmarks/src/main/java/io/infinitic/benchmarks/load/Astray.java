package io.infinitic.benchmarks.load;

/** A run whose task cannot be sent to anybody. */
public interface Astray {

  /** Ends when its task has failed. */
  boolean fails(int number);

  /** A service whose topic somebody has given another schema: the broker takes no task for it. */
  interface Nowhere {
    int call(int number);
  }
}
