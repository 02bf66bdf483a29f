package io.infinitic.pulsar;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Does some things at a time, the others when those are done, in order. No thread waits. */
final class Openings {

  private final int most;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param most at a time
   */
  Openings(int most) {
    this.most = most;
  }

  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable start =
        () -> {
          CompletableFuture<T> begun;
          try {
            begun = work.get();
          } catch (RuntimeException e) {
            begun = CompletableFuture.failedFuture(e);
          }
          begun.whenComplete(
              (value, error) -> {
                next();
                if (error == null) {
                  result.complete(value);
                } else {
                  result.completeExceptionally(error);
                }
              });
        };
    synchronized (waiting) {
      if (running == most) {
        waiting.add(start);
        return result;
      }
      running++;
    }
    start.run();
    return result;
  }

  /** How many wait. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  private void next() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        running--;
        return;
      }
    }
    next.run();
  }
}
