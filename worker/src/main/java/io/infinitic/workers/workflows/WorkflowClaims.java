package io.infinitic.workers.workflows;

import io.infinitic.schemas.ClaimWorkflowTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks the engine whether a WorkflowTask is still to be decided. A question costs less than a
 * replay for nobody, and no thread waits for the answer.
 */
final class WorkflowClaims {

  private static final int MOST_OPEN = 1_000;
  private static final long PATIENCE_MILLIS = 15_000;

  private final Transport transport;
  private final ReplyInbox inbox;
  private final Semaphore open = new Semaphore(MOST_OPEN);

  WorkflowClaims(Transport transport, ReplyInbox inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  /**
   * Asks, and does what follows from the answer; as if it were yes if there is none. So many at a
   * time: what waits here, no other worker can take.
   *
   * @param work what follows
   */
  CompletableFuture<Void> ask(
      ExecuteWorkflowTask task, Function<Boolean, CompletableFuture<Void>> work)
      throws InterruptedException {
    open.acquire();
    String requestId = ReplyInbox.newRequestId();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    CompletableFuture<Void> done =
        answer
            .completeOnTimeout(true, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            .whenComplete((granted, error) -> inbox.forget(requestId))
            .thenCompose(work)
            .whenComplete((nothing, error) -> open.release());
    inbox.expect(requestId, reply -> answer.complete(((TaskClaim) reply).granted()));
    transport.send(
        new Destination.Engine(task.workflowId()),
        new EngineMessage(
            new ClaimWorkflowTask(
                task.workflowId(), task.runId(), task.number(), requestId, inbox.address())));
    transport.flush();
    return done;
  }
}
