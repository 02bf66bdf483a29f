package io.infinitic.clients;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowStuckException;
import io.infinitic.runtime.Millis;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A result that is on its way. */
final class WorkflowResult<T> implements Deferred<T> {

  private final InfiniticClient client;
  private final String id;
  private final Supplier<CompletableFuture<T>> again;
  private CompletableFuture<T> future;

  /**
   * @param again asks for the result once more
   */
  WorkflowResult(
      InfiniticClient client,
      String id,
      CompletableFuture<T> future,
      Supplier<CompletableFuture<T>> again) {
    this.client = client;
    this.id = id;
    this.future = future;
    this.again = again;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public T await() {
    return Replies.join(current());
  }

  @Override
  public T await(Duration limit) {
    CompletableFuture<T> waited = current();
    try {
      waited.get(Millis.of(limit), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      WorkflowDescription run = client.describe(id);
      if (run.state() == WorkflowState.STUCK) {
        throw new WorkflowStuckException(
            run.name(), id, run.runId(), Descriptions.because(Descriptions.incidents(run)));
      }
      throw new TimedOutException(
          "workflow %s, id %s, has no result after %s: it is %s, open tasks: %s; waits for: %s"
              .formatted(
                  run.name(),
                  id,
                  limit,
                  run.state(),
                  Descriptions.open(run),
                  Descriptions.waits(run)));
    } catch (ExecutionException e) {
      // thrown below, as it is
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfiniticException("interrupted while waiting for workflow " + id, e);
    }
    return Replies.join(waited);
  }

  @Override
  public CompletableFuture<T> toFuture() {
    return current().copy();
  }

  @Override
  public String toString() {
    return "Deferred of workflow " + id;
  }

  /** A failed run may have been revived since: then there is another outcome, now or later. */
  private synchronized CompletableFuture<T> current() {
    if (future.isCompletedExceptionally() && failedByWorkflow(errorOf(future))) {
      CompletableFuture<T> known = future;
      // Nobody may be there to ask any more: then what is known stays.
      future =
          again
              .get()
              .exceptionallyCompose(
                  error -> failedByWorkflow(error) ? CompletableFuture.failedFuture(error) : known);
    }
    return future;
  }

  private static Throwable errorOf(CompletableFuture<?> failed) {
    return failed.handle((value, error) -> error).join();
  }

  private static boolean failedByWorkflow(Throwable error) {
    Throwable thrown = error instanceof CompletionException ? error.getCause() : error;
    return thrown instanceof WorkflowFailedException;
  }
}
