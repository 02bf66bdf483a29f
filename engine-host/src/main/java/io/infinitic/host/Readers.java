package io.infinitic.host;

import io.infinitic.store.StoreException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what callers have asked for beside the threads of the partitions: histories and lists, a
 * few at a time. What it cannot do now is dropped: whoever hears nothing asks again.
 */
final class Readers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final int THREADS = 2;
  private static final int MOST_WAITING = 2_000;

  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread thread = new Thread(task, "infinitic-reader");
            thread.setDaemon(true);
            return thread;
          });

  Readers() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** One step of some work; returns the next one, or null at the end. */
  @FunctionalInterface
  interface Step {
    @org.jspecify.annotations.Nullable
    Step run();
  }

  /**
   * Runs the steps, with those of others in between.
   *
   * @param id the same work is not begun again while it is under way
   */
  void read(String id, Step first) {
    if (underWay.add(id)) {
      execute(id, first);
    }
  }

  private void execute(String id, Step step) {
    try {
      threads.execute(() -> run(id, step));
    } catch (RejectedExecutionException e) {
      underWay.remove(id);
      LOG.debug("too many readers wait; {} is not answered", id);
    }
  }

  private void run(String id, Step step) {
    Step next = null;
    try {
      next = step.run();
    } catch (StoreException e) {
      LOG.debug("{} is not answered: {}", id, e.getMessage());
    } catch (RuntimeException | Error e) { // such as: no memory
      LOG.warn("INF-1022 request {} is not answered: {}", id, e.toString(), e);
    }
    if (next == null) {
      underWay.remove(id);
    } else {
      execute(id, next);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
