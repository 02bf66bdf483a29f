package io.infinitic.workers.workflows;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One thread at a time for each run. What comes for a run meanwhile is done by the thread that has
 * the turn, after its own work: no other thread waits, and no run waits for another one.
 */
final class RunTurns {

  /** What is to be done in turn. */
  interface Work {
    CompletableFuture<Void> run() throws InterruptedException;
  }

  private record Waiting(Work work, CompletableFuture<Void> done) {}

  private final Map<String, Deque<Waiting>> busy = new HashMap<>();

  /** Does the work, now or as soon as what the run is busy with is done. */
  CompletableFuture<Void> take(String runId, Work work) throws InterruptedException {
    synchronized (busy) {
      Deque<Waiting> queue = busy.get(runId);
      if (queue != null) {
        Waiting waiting = new Waiting(work, new CompletableFuture<>());
        queue.add(waiting);
        return waiting.done();
      }
      busy.put(runId, new ArrayDeque<>(1));
    }
    try {
      return work.run();
    } finally {
      doWhatWaits(runId);
    }
  }

  private void doWhatWaits(String runId) {
    for (Waiting next = next(runId); next != null; next = next(runId)) {
      CompletableFuture<Void> done = next.done();
      try {
        next.work()
            .run()
            .whenComplete(
                (nothing, error) -> {
                  if (error == null) {
                    done.complete(null);
                  } else {
                    done.completeExceptionally(error);
                  }
                });
      } catch (InterruptedException e) { // the worker closes: another one gets it
        Thread.currentThread().interrupt();
        done.completeExceptionally(new CancellationException());
      } catch (RuntimeException | Error e) {
        done.completeExceptionally(e);
      }
    }
  }

  private @Nullable Waiting next(String runId) {
    synchronized (busy) {
      Waiting next = busy.get(runId).poll();
      if (next == null) {
        busy.remove(runId);
      }
      return next;
    }
  }
}
