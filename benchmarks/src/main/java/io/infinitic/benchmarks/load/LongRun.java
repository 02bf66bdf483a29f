package io.infinitic.benchmarks.load;

import io.infinitic.annotations.Query;
import io.infinitic.workflows.SendChannel;

/** A run with many tasks, one after the other, that stays open. */
public interface LongRun {

  /** Runs the tasks, then waits for a signal. */
  void run(int tasks);

  /**
   * Waits until the tasks have run.
   *
   * @return what the first tasks took, then what the last took, nanoseconds; as many of each
   */
  long[] firstAndLast(int tasks);

  /** How many tasks have run. */
  @Query
  int done();

  /** A signal ends it. */
  SendChannel<String> end();
}
