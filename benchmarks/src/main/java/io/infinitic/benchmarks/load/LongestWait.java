package io.infinitic.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A load that remembers how long the slowest took: a lost reply shows here. */
public final class LongestWait implements Load {

  private final Load load;
  private final AtomicLong nanos = new AtomicLong();

  /** Of that load. */
  public LongestWait(Load load) {
    this.load = load;
  }

  @Override
  public CompletableFuture<?> start() {
    long before = System.nanoTime();
    return load.start()
        .whenComplete(
            (done, error) -> nanos.accumulateAndGet(System.nanoTime() - before, Math::max));
  }

  /** From here on. */
  public void forget() {
    nanos.set(0);
  }

  /** The slowest since then. */
  public double millis() {
    return nanos.get() / 1e6;
  }
}
