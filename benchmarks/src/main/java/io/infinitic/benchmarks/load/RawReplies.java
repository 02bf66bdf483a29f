package io.infinitic.benchmarks.load;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who waits for the ends of chains. A broker under load drops messages of topics that are not
 * durable: so who hears nothing for long asks again, as a client of the engine does.
 */
final class RawReplies implements AutoCloseable {

  private static final long PATIENCE_MILLIS = 2_000;

  private record Waiting(RawMessage first, long sinceNanos, CompletableFuture<Void> end) {}

  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final Set<Long> ended = ConcurrentHashMap.newKeySet();
  private final Consumer<RawMessage> asker;
  private final ScheduledExecutorService repeats =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "raw-repeats");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param asker sends a question to the log
   */
  RawReplies(Consumer<RawMessage> asker) {
    this.asker = asker;
    repeats.scheduleWithFixedDelay(
        this::askAgain, PATIENCE_MILLIS, PATIENCE_MILLIS / 2, TimeUnit.MILLISECONDS);
  }

  /** Completes when the chain's reply has come. */
  CompletableFuture<Void> expect(RawMessage first) {
    Waiting one = new Waiting(first, System.nanoTime(), new CompletableFuture<>());
    waiting.put(first.chain(), one);
    return one.end();
  }

  /** The engine's side: the chain is at its end, its reply is sent. */
  void hasEnded(RawMessage last) {
    ended.add(last.chain());
  }

  /** The engine's side: whether a question can be answered. */
  boolean isEnded(RawMessage question) {
    return ended.contains(question.chain());
  }

  /** The client's side: the reply is there. */
  void arrived(RawMessage reply) {
    Waiting one = waiting.remove(reply.chain());
    ended.remove(reply.chain());
    if (one != null) {
      one.end().complete(null);
    }
  }

  private void askAgain() {
    long before = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    waiting.values().stream()
        .filter(one -> one.sinceNanos() - before < 0)
        .forEach(one -> asker.accept(one.first().question()));
  }

  @Override
  public void close() {
    repeats.shutdownNow();
  }
}
