package io.infinitic.examples;

import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** Engine, worker and client in this process; log and store in memory, so nothing is durable. */
public final class InMemory {

  private final InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
  private final InMemoryStore store = new InMemoryStore();

  /** Starts a worker that is also the engine, on a log and a store of its own. */
  public static InfiniticWorker start(UnaryOperator<InfiniticWorker.Builder> runs) {
    return new InMemory().deploy(runs);
  }

  /** The same on this log and this store: it goes on with what the worker before it has left. */
  public InfiniticWorker deploy(UnaryOperator<InfiniticWorker.Builder> runs) {
    InfiniticWorker worker =
        runs.apply(
                InfiniticWorker.builder()
                    .setTransport(transport)
                    .setEngine(store)
                    .setGracePeriod(Duration.ofMillis(100)))
            .build();
    worker.startAsync();
    return worker;
  }

  /**
   * Waits for what the engine and the workers do meanwhile.
   *
   * @throws IllegalStateException if it has not come true within 30 s
   */
  public static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("has not come true");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
