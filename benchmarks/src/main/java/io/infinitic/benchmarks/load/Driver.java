package io.infinitic.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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

  /**
   * Starts so many at a steady rate, whether those before have ended or not; what each took,
   * milliseconds.
   */
  public static double[] steadily(Load load, int count, int perSecond)
      throws InterruptedException, ExecutionException {
    double[] millis = new double[count];
    CompletableFuture<?>[] all = new CompletableFuture<?>[count];
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      int number = i;
      long due = begin + i * 1_000_000_000L / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        TimeUnit.NANOSECONDS.sleep(left);
      }
      // From when it should have started: a driver that is held up must not look fast.
      all[i] =
          load.start()
              .whenComplete((done, error) -> millis[number] = (System.nanoTime() - due) / 1e6);
    }
    CompletableFuture.allOf(all).get();
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
