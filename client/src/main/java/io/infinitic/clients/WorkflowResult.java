package io.infinitic.clients;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowStuckException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A result that is on its way. */
record WorkflowResult<T>(InfiniticClient client, String id, CompletableFuture<T> future)
    implements Deferred<T> {

  @Override
  public String getId() {
    return id;
  }

  @Override
  public T await() {
    return InfiniticClient.join(future);
  }

  @Override
  public T await(Duration limit) {
    try {
      future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      WorkflowDescription run = client.describe(id);
      if (run.state().equals("STUCK")) {
        throw new WorkflowStuckException(
            run.name(), id, run.runId(), Descriptions.because(String.join("; ", run.incidents())));
      }
      throw new TimedOutException(
          "workflow %s, id %s, has no result after %s; it is %s, open tasks: %s"
              .formatted(run.name(), id, limit, run.state(), Descriptions.open(run)));
    } catch (ExecutionException e) {
      // thrown by await, below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InfiniticException("interrupted while waiting for workflow " + id, e);
    }
    return await();
  }

  @Override
  public CompletableFuture<T> toFuture() {
    return future.copy();
  }
}
