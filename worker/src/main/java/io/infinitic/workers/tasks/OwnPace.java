package io.infinitic.workers.tasks;

import io.infinitic.workers.Pace;
import java.util.concurrent.TimeUnit;

/**
 * A rate that this worker keeps for itself. Starts are at least an interval apart; time that passes
 * without a start is not saved up.
 */
final class OwnPace implements Pace {

  /** Threads wake up late by about that; more is time without a message. */
  private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final long intervalNanos;
  private long nextNanos;

  OwnPace(double perSecond) {
    this(perSecond, System.nanoTime());
  }

  /** With the time of the first start. */
  OwnPace(double perSecond, long firstNanos) {
    nextNanos = firstNanos;
    intervalNanos = Math.round(TimeUnit.SECONDS.toNanos(1) / perSecond);
  }

  /** Before a message is taken: what this worker may not start yet, another one may. */
  @Override
  public boolean mayTake(long maxMillis) throws InterruptedException {
    return SharedPace.sleepUntil(nextNanos, maxMillis);
  }

  @Override
  public boolean mayStart(long maxMillis) {
    // Counted from when it could have started: waking up late must not make it slower.
    long now = System.nanoTime();
    nextNanos = Math.max(nextNanos, now - LATE_NANOS) + intervalNanos;
    return true;
  }
}
