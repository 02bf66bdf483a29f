package io.infinitic.benchmarks.load;

import io.infinitic.annotations.Query;

/** A run that has one thing to do, later. */
public interface Due {

  /** Waits until then. */
  void at(long dueMillis);

  /** How often workers of this process have gone on after the wait of a run, replays included. */
  @Query
  long wentOn();
}
