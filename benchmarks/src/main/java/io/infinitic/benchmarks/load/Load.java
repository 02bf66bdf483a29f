package io.infinitic.benchmarks.load;

import java.util.concurrent.CompletableFuture;

/** Something that can be started again and again. */
public interface Load {

  /** Starts one; what it returns completes with it. */
  CompletableFuture<?> start();
}
