package io.infinitic.benchmarks.load;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Starts a load many times, and takes the time. */
public final class Driver {

  private Driver() {}

  /** Runs so many, each when the one before has ended; what each took, milliseconds. */
  public static double[] oneAtATime(Load load, int count)
      throws InterruptedException, ExecutionException {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      long before = System.nanoTime();
      load.start().get();
      millis[i] = (System.nanoTime() - before) / 1e6;
    }
    return millis;
  }

  /** Runs so many, at most so many of them at a time; how many ended a second. */
  public static double perSecond(Load load, int count, int open)
      throws InterruptedException, ExecutionException {
    return count / seconds(load, count, open);
  }

  /** Runs so many, at most so many of them at a time; how long all took. */
  public static double seconds(Load load, int count, int open)
      throws InterruptedException, ExecutionException {
    Semaphore places = new Semaphore(open);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long before = System.nanoTime();
    for (int i = 0; i < count && failure.get() == null; i++) {
      places.acquire();
      load.start()
          .whenComplete(
              (done, error) -> {
                if (error != null) {
                  failure.set(error);
                }
                places.release();
              });
    }
    places.acquire(open);
    if (failure.get() != null) {
      throw new ExecutionException(failure.get());
    }
    return (System.nanoTime() - before) / 1e9;
  }
}
