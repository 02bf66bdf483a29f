package io.infinitic.workers.replay;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs only while it is told to: {@link #resume} lets it run until it pauses or ends,
 * and returns then. So of all coroutines of a workflow one runs at a time, and everything one has
 * written is visible to the next.
 */
final class Coroutine {

  /** Thrown inside a coroutine that is being unwound, through the user's code. */
  static final class Unwound extends Error {
    Unwound() {
      super("the workflow leaves this worker's memory", null, false, false);
    }
  }

  private enum Turn {
    CALLER,
    COROUTINE
  }

  private static final long UNWIND_MILLIS = 1_000;

  private final Executor executor;
  private final Runnable body;
  private volatile Turn turn = Turn.CALLER;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Thread thread;
  private volatile boolean ended;
  private volatile boolean unwinding;
  private volatile long wentOnNanos;

  /**
   * @param executor gives a thread; must not bound their number
   * @param body throws nothing but {@link Unwound}
   */
  Coroutine(Executor executor, Runnable body) {
    this.executor = executor;
    this.body = body;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the calling thread is this coroutine. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Lets it run.
   *
   * @return false if it has neither paused, gone on nor ended for that long: it blocks its thread
   */
  boolean resume(long limitMillis) {
    if (ended) {
      return true;
    }
    long limit = TimeUnit.MILLISECONDS.toNanos(limitMillis);
    wentOnNanos = System.nanoTime();
    Thread running = thread;
    caller = Thread.currentThread();
    turn = Turn.COROUTINE;
    if (running == null) {
      begin();
    } else {
      LockSupport.unpark(running);
    }
    while (turn == Turn.COROUTINE) {
      long left = wentOnNanos + limit - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  private void begin() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException | OutOfMemoryError e) { // the worker closes; no threads
      turn = Turn.CALLER;
      throw new NotTheCodesFaultException("no thread for workflow code: " + e.getMessage(), e);
    }
  }

  /** Called inside: gives the turn back until resumed. */
  void pause() {
    if (unwinding) {
      throw new Unwound(); // the user's finally blocks do not wait
    }
    giveTurnBack();
    while (turn == Turn.CALLER) {
      LockSupport.park(this);
      // A wait of workflow code is not a wait of its thread: an interrupt does not end it.
      if (Thread.interrupted() && unwinding) {
        throw new Unwound();
      }
    }
    if (unwinding) {
      throw new Unwound();
    }
  }

  /** Called inside: it would have paused, but it is its turn again at once. */
  void goOn() {
    wentOnNanos = System.nanoTime();
  }

  /**
   * Ends it wherever it is; its finally blocks run.
   *
   * @return false if it goes on nevertheless: its code catches what ends it
   */
  boolean unwind() {
    unwinding = true;
    return thread == null || ended || resume(UNWIND_MILLIS) && ended;
  }

  /** Gives up on one that blocks its thread. */
  void interrupt() {
    unwinding = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  boolean isUnwinding() {
    return unwinding;
  }

  /** Where it is. */
  StackTraceElement[] stack() {
    Thread running = thread;
    return running == null ? new StackTraceElement[0] : running.getStackTrace();
  }

  private void run() {
    thread = Thread.currentThread();
    try {
      body.run();
    } catch (Unwound e) {
      // as asked
    } finally {
      ended = true;
      thread = null;
      giveTurnBack();
    }
  }

  private void giveTurnBack() {
    Thread waiting = caller;
    turn = Turn.CALLER;
    LockSupport.unpark(waiting);
  }
}
