package io.infinitic.benchmarks.load;

import io.infinitic.clients.InfiniticClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Starts many workflows for whose ends nobody waits. A client asks after what it has started, again
 * and again: so each client starts some, and is closed.
 */
public final class Crowd {

  /** Starts one. */
  public interface Start {
    CompletableFuture<?> with(InfiniticClient client, int number);
  }

  private static final int PER_CLIENT = 2_000;
  private static final int OPEN = 500;

  private Crowd() {}

  /**
   * Starts them.
   *
   * @param from number of the first
   * @param to number after the last
   * @return how many were accepted a second
   */
  public static double start(Supplier<InfiniticClient> clients, int from, int to, Start start)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger(from);
    long before = System.nanoTime();
    while (next.get() < to) {
      try (InfiniticClient client = clients.get()) {
        Driver.seconds(
            () -> start.with(client, next.getAndIncrement()),
            Math.min(PER_CLIENT, to - next.get()),
            OPEN);
      }
    }
    return (to - from) / ((System.nanoTime() - before) / 1e9);
  }
}
