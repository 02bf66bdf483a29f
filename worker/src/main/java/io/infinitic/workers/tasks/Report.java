package io.infinitic.workers.tasks;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.values.Failures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engine is told of an attempt: one thing, once. What comes after that changes nothing.
 */
final class Report {

  private static final Logger LOG = LoggerFactory.getLogger(Report.class);

  private final Service service;
  private final Attempt attempt;
  private final ExecuteTask task;
  private final AtomicBoolean made = new AtomicBoolean();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Report(Service service, Attempt attempt) {
    this.service = service;
    this.attempt = attempt;
    task = attempt.task();
  }

  /** Completes when the message of the task can be acknowledged; cancelled if it goes back. */
  CompletableFuture<Void> done() {
    return done;
  }

  boolean isMade() {
    return made.get();
  }

  /** It has returned. A result that cannot be written, or is too large, fails it. */
  void completed(TaskMethod method, @Nullable Object result) {
    Payload payload;
    try {
      payload =
          service
              .environment()
              .payloads()
              .writeResult(
                  service.definition().contract(),
                  method.declared(),
                  result,
                  "the result of " + label());
    } catch (PayloadException | PayloadTooLargeException e) {
      failed(e, false, RetryDecision.NO);
      return;
    }
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().end();
      sendResult(payload);
    }
  }

  /** Somebody else tells its outcome. */
  void delegated(Limit limit) {
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().flush();
      attempt.heartbeats().end();
      send(
          new TaskDelegated(
              task.workflowId(),
              task.runId(),
              task.number(),
              task.attempt(),
              service.environment().worker(),
              policy(),
              attempt.changedMeta(),
              limit.millis()));
    }
  }

  /** It has failed. */
  void failed(Throwable thrown, boolean timedOut, RetryDecision decision) {
    if (made.compareAndSet(false, true)) {
      send(failure(thrown, timedOut, decision));
    }
  }

  /** Nobody wants to know. */
  void dropped() {
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().end();
      LOG.debug("task {} attempt {} is not wanted any more", task.taskId(), task.attempt());
      done.complete(null);
    }
  }

  /** Another worker, or this one later, is to run it. */
  void givenBack() {
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().end();
      done.cancel(false);
    }
  }

  /** It cannot be told. */
  void lost(Throwable error) {
    made.set(true);
    attempt.heartbeats().end();
    done.completeExceptionally(error);
  }

  private TaskFailed failure(Throwable thrown, boolean timedOut, RetryDecision decision) {
    LOG.debug("task {} attempt {} failed", task.taskId(), task.attempt(), thrown);
    return new TaskFailed(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        written(thrown),
        timedOut,
        decision.mayRetry(),
        decision.afterMillis(),
        policy(),
        service.environment().worker(),
        attempt.heartbeats().end(),
        attempt.changedMeta());
  }

  /** Even an exception whose own methods throw is told. */
  private Failure written(Throwable thrown) {
    try {
      return Failures.write(thrown, service.environment().payloads());
    } catch (RuntimeException | StackOverflowError e) {
      return new Failure(
          thrown.getClass().getName(), "its message cannot be told: " + e, "", null, null);
    }
  }

  /** The configured policy matters only where the call has none. */
  private io.infinitic.schemas.@Nullable RetryPolicy policy() {
    return task.settings().retry() == null ? service.policy() : null;
  }

  private String label() {
    return task.service() + "." + task.task();
  }

  private void sendResult(Payload result) {
    tell(new TaskCompleted(
            task.workflowId(),
            task.runId(),
            task.number(),
            task.attempt(),
            result,
            service.environment().worker()))
        .whenComplete(
            (sent, error) -> {
              if (cause(error) instanceof MessageTooLargeException tooLarge) {
                // Would fail for ever: the broker's limit is lower than that of payloads here.
                send(
                    failure(
                        new PayloadTooLargeException(
                            "the result of " + label() + ": " + tooLarge.getMessage()),
                        false,
                        RetryDecision.NO));
              } else {
                finish(error);
              }
            });
  }

  private void send(SpecificRecord message) {
    tell(message).whenComplete((sent, error) -> finish(error));
  }

  private CompletableFuture<Void> tell(SpecificRecord message) {
    return service.environment().tell(task.workflowId(), message);
  }

  private void finish(@Nullable Throwable error) {
    if (error == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(error);
    }
  }

  private static @Nullable Throwable cause(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
