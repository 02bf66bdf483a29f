package io.infinitic.clients;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The result of a workflow, or of a method called on one, as a client waits for it. */
public interface Deferred<T> {

  /** Id of the workflow. */
  String getId();

  /**
   * Waits for the result, through restarts of the engine.
   *
   * @throws io.infinitic.exceptions.WorkflowException if there will be none
   */
  T await();

  /**
   * Waits for the result, but not longer than that.
   *
   * @throws io.infinitic.exceptions.TimedOutException if the time ran out; the workflow goes on
   * @throws io.infinitic.exceptions.WorkflowStuckException if the time ran out and the run waits
   *     for a person
   */
  T await(Duration limit);

  /** The result as a future; it fails with what {@link #await} throws. */
  CompletableFuture<T> toFuture();
}
