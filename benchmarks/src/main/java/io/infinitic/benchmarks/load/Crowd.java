package io.infinitic.benchmarks.load;

import io.infinitic.clients.InfiniticClient;
import java.util.concurrent.CompletableFuture;
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

  /** What happens after some have been accepted. */
  public interface Pause {
    void run() throws Exception;
  }

  private static final int PER_CLIENT = 2_000;
  private static final int OPEN = 500;

  private Crowd() {}

  /**
   * Starts them.
   *
   * @param from number of the first
   * @param to number after the last
   * @param pause called after each client's share
   * @return how many were started a second, with the pauses
   */
  public static double start(
      Supplier<InfiniticClient> clients, int from, int to, Start start, Pause pause)
      throws Exception {
    AtomicInteger next = new AtomicInteger(from);
    long before = System.nanoTime();
    while (next.get() < to) {
      try (InfiniticClient client = clients.get()) {
        Driver.seconds(
            () -> start.with(client, next.getAndIncrement()),
            Math.min(PER_CLIENT, to - next.get()),
            OPEN);
      }
      pause.run();
    }
    return (to - from) / ((System.nanoTime() - before) / 1e9);
  }
}
