package io.infinitic.clients;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Runs what callers have attached to their futures. As long as that takes almost no time, one
 * thread runs all that has come, since to wake a thread would cost more. When callbacks last, such
 * as those that wait for another future, the number of threads doubles until none waits.
 */
final class Callbacks implements Executor {

  private static final long LOOK_MILLIS = 5;

  /** A thread that ends fewer between two looks runs callbacks that last. */
  private static final int ENOUGH = 50;

  private final Executor threads;
  private final Executor later =
      CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS, Runnable::run);
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder ended = new LongAdder();
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
  }

  @Override
  public void execute(Runnable callback) {
    waiting.add(callback);
    begin();
  }

  /** Sees to it that a thread runs what waits, or that somebody looks whether one does. */
  private void begin() {
    if (running.compareAndSet(0, 1)) {
      start();
    } else {
      watch();
    }
  }

  /** Starts a thread that is counted already. */
  private void start() {
    try {
      threads.execute(this::run);
    } catch (RuntimeException | Error e) { // such as: no more threads
      running.decrementAndGet();
      watch();
      throw e;
    }
  }

  private void run() {
    try {
      for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
        next.run();
        ended.increment();
      }
    } finally {
      running.decrementAndGet();
      if (!waiting.isEmpty()) { // it came in between, or this one has failed
        begin();
      }
    }
  }

  private void watch() {
    if (watched.compareAndSet(false, true)) {
      later.execute(this::look);
    }
  }

  private void look() {
    watched.set(false);
    long done = ended.sumThenReset();
    if (!waiting.isEmpty()) {
      watch(); // first: what follows may fail
      int now = running.get();
      if (done < (long) now * ENOUGH) {
        for (int i = Math.min(now, waiting.size()); i > 0; i--) {
          running.incrementAndGet();
          start();
        }
      }
      begin();
    }
  }
}
