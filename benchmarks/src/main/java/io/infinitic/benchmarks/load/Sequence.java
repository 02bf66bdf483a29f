package io.infinitic.benchmarks.load;

/** Tasks that do nothing, one after the other. */
public interface Sequence {

  /** Passes the text through so many tasks. */
  String run(int tasks, boolean local, String text);
}
