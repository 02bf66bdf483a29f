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

  /** Completes with the answer; with true if there is none. */
  CompletableFuture<Boolean> ask(ExecuteWorkflowTask task) throws InterruptedException {
    open.acquire();
    String requestId = ReplyInbox.newRequestId();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    answer
        .completeOnTimeout(true, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete(
            (granted, error) -> {
              inbox.forget(requestId);
              open.release();
            });
    inbox.expect(requestId, reply -> answer.complete(((TaskClaim) reply).granted()));
    transport.send(
        new Destination.Engine(task.workflowId()),
        new EngineMessage(
            new ClaimWorkflowTask(
                task.workflowId(), task.runId(), task.number(), requestId, inbox.address())));
    transport.flush();
    return answer;
  }
}
