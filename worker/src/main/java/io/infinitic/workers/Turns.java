package io.infinitic.workers;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to take the next message. A thread that has it takes a message and handles it
 * itself. While messages follow each other and take almost no time, it keeps the turn meanwhile: to
 * wake another thread would cost more than the work. Else another one gets the turn; and it gets it
 * too when a message lasts unexpectedly.
 */
final class Turns {

  /** A message that takes less counts as short. */
  private static final long SHORT_NANOS = 1_000_000;

  /** After that, a message is found to last. */
  private static final long STALL_NANOS = 3_000_000;

  /** Messages follow each other if no pause is longer. */
  private static final long FLOWING_NANOS = 20_000_000;

  /** How often the one that watches looks. */
  private static final long WATCH_MILLIS = 4;

  /** Each short message makes a point, a long one costs some. */
  private static final int LONG_COSTS = 8;

  private static final int MOST_TRUST = 64;
  private static final int ENOUGH_TRUST = 24;

  private final Semaphore free = new Semaphore(1);
  private int waiting;
  private boolean watched;
  private int trust;
  private @Nullable Thread holder;
  private boolean handling;
  private long since;
  private long lastEnd = System.nanoTime() - 2 * FLOWING_NANOS;

  /** Waits for the turn. False if it did not come in that time. */
  boolean await(long maxMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMillis);
    boolean watching = false;
    come();
    try {
      while (true) {
        watching = watch(watching);
        long left = Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        long wait = watching ? Math.min(WATCH_MILLIS, left) : left;
        if (free.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
          hold();
          return true;
        } else if (left == 0) {
          return false;
        }
        relieve();
      }
    } finally {
      leave(watching);
    }
  }

  synchronized boolean isAwaited() {
    return waiting > 0;
  }

  private synchronized void come() {
    waiting++;
  }

  private synchronized void leave(boolean watching) {
    waiting--;
    watched &= !watching;
  }

  private synchronized void hold() {
    holder = Thread.currentThread();
    handling = false;
  }

  /** While messages follow each other, one of those that wait looks whether one lasts. */
  private synchronized boolean watch(boolean already) {
    boolean flowing = handling || System.nanoTime() - lastEnd < 2 * FLOWING_NANOS;
    if (already || !watched) {
      watched = flowing;
      return flowing;
    }
    return false;
  }

  private synchronized void relieve() {
    if (handling && System.nanoTime() - since > STALL_NANOS) {
      trust = 0;
      give();
    }
  }

  /**
   * The thread that has the turn begins to handle a message.
   *
   * @return whether somebody waits who will take the next one, should this one last
   */
  synchronized boolean handles() {
    since = System.nanoTime();
    if (watched && trust >= ENOUGH_TRUST && since - lastEnd < FLOWING_NANOS) {
      handling = true;
      return true;
    }
    boolean another = waiting > 0;
    give();
    return another;
  }

  /**
   * A thread has handled a message.
   *
   * @param beganNanos when it began
   * @return whether it still has the turn
   */
  synchronized boolean handled(long beganNanos) {
    lastEnd = System.nanoTime();
    trust =
        lastEnd - beganNanos < SHORT_NANOS
            ? Math.min(MOST_TRUST, trust + 1)
            : Math.max(0, trust - LONG_COSTS);
    boolean kept = holder == Thread.currentThread();
    if (kept) {
      handling = false;
    }
    return kept;
  }

  /** Gives the turn back, if the calling thread has it. */
  synchronized void end() {
    if (holder == Thread.currentThread()) {
      give();
    }
  }

  private void give() {
    holder = null;
    handling = false;
    free.release();
  }
}
