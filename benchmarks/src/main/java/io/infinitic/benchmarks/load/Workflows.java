package io.infinitic.benchmarks.load;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;

/** Workflows as loads: started by a client, ended when it knows the result. */
public final class Workflows {

  /** What tasks pass on. */
  public static final String TEXT = "x".repeat(200);

  private Workflows() {}

  /** Workflows with so many tasks, one after the other. */
  public static Load sequence(InfiniticClient client, int tasks, boolean local) {
    Sequence sequence = client.newWorkflow(Sequence.class);
    return () ->
        client.dispatchAsync(sequence::run, tasks, local, TEXT).thenCompose(Deferred::toFuture);
  }
}
