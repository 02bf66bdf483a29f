package io.infinitic.workers.tasks;

import io.infinitic.runtime.Thrown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * User code that runs, as others may stop it. An interrupt reaches it as long as it runs, and
 * nobody who uses its thread later.
 *
 * <pre>
 *   READY --started--> IN_THREAD --returned a future--> IN_FUTURE
 *   IN_THREAD, IN_FUTURE --ended--> ENDED
 * </pre>
 */
public final class Running {

  private enum State {
    READY,
    IN_THREAD,
    IN_FUTURE,
    ENDED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Running.class);

  private final Executor threads;
  private final List<Runnable> atTimeOut = new ArrayList<>();
  private State state = State.READY;
  private @Nullable Thread thread;
  private @Nullable CompletableFuture<?> future;
  private boolean stopped;
  private boolean timedOut;

  /**
   * @param threads for user code that is called when the code is stopped
   */
  public Running(Executor threads) {
    this.threads = threads;
  }

  /** The calling thread begins. */
  public synchronized void started() {
    state = State.IN_THREAD;
    thread = Thread.currentThread();
    if (stopped) {
      thread.interrupt();
    }
  }

  /** The thread has returned, with a future of the result. */
  public synchronized void returned(CompletableFuture<?> result) {
    leaveThread();
    state = State.IN_FUTURE;
    future = result;
    if (stopped) {
      cancelFuture();
    }
  }

  /** There is a result, or a failure. Called by the thread that began, unless there is a future. */
  public synchronized void ended() {
    if (state == State.IN_THREAD) {
      leaveThread();
    }
    state = State.ENDED;
    future = null;
  }

  /** Interrupts the thread, or cancels the future. */
  public synchronized void stop() {
    stopped = true;
    if (state == State.IN_THREAD && thread != null) {
      thread.interrupt();
    } else if (state == State.IN_FUTURE) {
      cancelFuture();
    }
  }

  /** The limit is over: calls what waits for that, and stops. False if all has ended before. */
  public synchronized boolean timeOut() {
    if (state == State.ENDED) {
      return false;
    }
    timedOut = true;
    try {
      atTimeOut.forEach(this::call);
    } finally {
      stop();
    }
    return true;
  }

  /** Where the code is; empty if it is in no thread. */
  public synchronized StackTraceElement[] stackTrace() {
    return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
  }

  public synchronized boolean hasTimedOut() {
    return timedOut;
  }

  public synchronized boolean hasEnded() {
    return state == State.ENDED;
  }

  public synchronized void onTimeOut(Runnable action) {
    if (timedOut) {
      call(action);
    } else {
      atTimeOut.add(action);
    }
  }

  private void call(Runnable action) {
    inThread(
        () -> {
          try (LoggingContext logging = new LoggingContext(Map.of())) {
            action.run();
          } catch (Throwable e) {
            LOG.warn(
                "INF-2010 an action that was given to Task.onTimeOut failed", Thrown.loggable(e));
          }
        });
  }

  /** What stops the code goes on without a thread for this. */
  private void inThread(Runnable action) {
    try {
      threads.execute(action);
    } catch (RuntimeException | Error e) { // such as: no more threads
      LOG.warn("INF-2010 user code could not be told that it is stopped: {}", Thrown.text(e));
    }
  }

  private void leaveThread() {
    thread = null;
    Thread.interrupted(); // was meant for the user code
  }

  /** What depends on the future is user code: not to be run here. */
  private void cancelFuture() {
    CompletableFuture<?> result = future;
    if (result != null) {
      inThread(() -> result.cancel(true));
    }
  }
}
