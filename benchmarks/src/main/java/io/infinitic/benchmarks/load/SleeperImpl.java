package io.infinitic.benchmarks.load;

/** Sleeps. */
public final class SleeperImpl implements Sleeper {
  @Override
  public int sleep(int number) {
    try {
      Thread.sleep(MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return number;
  }
}
