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

/** Engine, worker and client in this process; log and store in memory. */
public final class InMemory {

  private InMemory() {}

  /** Starts a worker that is also the engine. */
  public static InfiniticWorker start(UnaryOperator<InfiniticWorker.Builder> runs) {
    InfiniticWorker worker =
        runs.apply(
                InfiniticWorker.builder()
                    .setTransport(new InMemoryTransport(2, TimeSource.SYSTEM))
                    .setEngine(new InMemoryStore())
                    .setGracePeriod(Duration.ofMillis(100)))
            .build();
    worker.startAsync();
    return worker;
  }

  /** Waits for what the engine and the workers do meanwhile. */
  public static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("has not come true");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
