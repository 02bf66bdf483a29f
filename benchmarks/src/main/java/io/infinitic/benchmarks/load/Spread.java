package io.infinitic.benchmarks.load;

/** Tasks that are dispatched all at once. */
public interface Spread {

  /** How many have completed; tasks that pass the text on. */
  int pass(int tasks, String text);

  /** How many have completed; tasks that sleep. */
  int sleep(int tasks);
}
