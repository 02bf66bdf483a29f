package io.infinitic.clients;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs what callers have attached to their futures. One thread runs all that has come, since to
 * wake a thread costs more than most of it takes. When something lasts, such as the wait for
 * another future, another thread goes on with the rest.
 */
final class Callbacks implements Executor {

  private static final long LASTING_MILLIS = 5;

  private final Executor threads;
  private final Executor later;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Drain> current = new AtomicReference<>();
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * @param classes the class loader of its threads
   */
  Callbacks(@Nullable ClassLoader classes) {
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "infinitic-client-callback");
              thread.setDaemon(true);
              thread.setContextClassLoader(classes);
              return thread;
            });
    later = CompletableFuture.delayedExecutor(LASTING_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
  }

  @Override
  public void execute(Runnable callback) {
    waiting.add(callback);
    begin();
  }

  private void begin() {
    Drain drain = new Drain();
    if (current.compareAndSet(null, drain)) {
      start(drain);
    } else {
      watch();
    }
  }

  private void start(Drain drain) {
    try {
      threads.execute(drain);
    } catch (RuntimeException | Error e) { // such as: no more threads
      current.compareAndSet(drain, null);
      watch();
      throw e;
    }
  }

  private void watch() {
    if (watched.compareAndSet(false, true)) {
      later.execute(this::relieve);
    }
  }

  /** If one callback has lasted, the others do not wait for it any longer. */
  private void relieve() {
    watched.set(false);
    if (!waiting.isEmpty()) {
      Drain drain = current.get();
      if (drain != null && drain.lasts()) {
        current.compareAndSet(drain, null);
      }
      begin();
      watch(); // what waits now may have to wait for the next one, too
    }
  }

  /** A thread that runs what waits, until nothing does, or until it is relieved. */
  private final class Drain implements Runnable {
    private volatile long beganNanos = System.nanoTime();

    boolean lasts() {
      return System.nanoTime() - beganNanos > TimeUnit.MILLISECONDS.toNanos(LASTING_MILLIS);
    }

    @Override
    public void run() {
      try {
        Runnable next = waiting.poll();
        while (next != null) {
          beganNanos = System.nanoTime();
          next.run();
          next = current.get() == this ? waiting.poll() : null;
        }
      } finally {
        // What has come since the last look begins another one.
        if (current.compareAndSet(this, null) && !waiting.isEmpty()) {
          begin();
        }
      }
    }
  }
}
