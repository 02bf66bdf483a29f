package io.infinitic.workers.tasks;

import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.values.ReplyInbox;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Asks the engine whether an attempt is still open. A task that has completed must not run again
 * when only its acknowledgement was lost.
 */
final class Claims {

  private static final long AGAIN_MILLIS = 3_000;

  private final TaskEnvironment environment;

  Claims(TaskEnvironment environment) {
    this.environment = environment;
  }

  /** Asks until there is an answer, which is given once. */
  void ask(ExecuteTask task, Consumer<Boolean> granted) {
    String requestId = ReplyInbox.newRequestId();
    ClaimTask claim =
        new ClaimTask(
            task.workflowId(),
            task.runId(),
            task.number(),
            task.attempt(),
            requestId,
            environment.inbox().address());
    ScheduledFuture<?> again =
        environment
            .timer()
            .scheduleWithFixedDelay(
                () -> environment.tell(claim.workflowId(), claim),
                AGAIN_MILLIS,
                AGAIN_MILLIS,
                TimeUnit.MILLISECONDS);
    AtomicBoolean answered = new AtomicBoolean();
    environment
        .inbox()
        .expect(
            requestId,
            reply -> {
              if (answered.compareAndSet(false, true)) {
                environment.inbox().forget(requestId);
                again.cancel(false);
                granted.accept(((TaskClaim) reply).granted());
              }
            });
    environment.tell(claim.workflowId(), claim);
  }
}
