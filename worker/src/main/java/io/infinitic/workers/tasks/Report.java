package io.infinitic.workers.tasks;

import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskDelegated;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.values.Failures;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    } catch (Throwable e) { // whatever the code of a result can throw
      broken(e);
      return;
    }
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().end();
      sendResult(payload);
    }
  }

  /** Somebody else tells its outcome. Free data that cannot be kept fails it. */
  void delegated(Limit limit) {
    PayloadTooLargeException refused = attempt.refusedMeta();
    if (refused != null) {
      failed(refused, false, RetryDecision.NO);
    } else if (made.compareAndSet(false, true)) {
      attempt.heartbeats().flush();
      attempt.heartbeats().end();
      send(List.of(() -> delegation(limit, attempt.changedMeta()), () -> delegation(limit, null)));
    }
  }

  private TaskDelegated delegation(Limit limit, @Nullable Map<String, ByteBuffer> meta) {
    return new TaskDelegated(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        service.environment().worker(),
        policy(),
        meta,
        limit.millis());
  }

  /** It has failed. For good, if the next attempt would not find the free data that it has made. */
  void failed(Throwable thrown, boolean timedOut, RetryDecision decision) {
    PayloadTooLargeException refused = decision.mayRetry() ? attempt.refusedMeta() : null;
    if (refused != null) {
      refused.initCause(thrown);
      failed(refused, false, RetryDecision.NO);
      return;
    }
    Failure failure = written(thrown);
    if (made.compareAndSet(false, true)) {
      sendFailure(failure, timedOut, decision);
      logFailure(thrown, decision);
    }
  }

  private void logFailure(Throwable thrown, RetryDecision decision) {
    new FailedAttempt(
            label(),
            task.taskId(),
            task.workflowName(),
            task.workflowId(),
            task.attempt(),
            task.retryIndex() + 1)
        .log(thrown, decision.mayRetry() ? "its policy decides on another" : "there is no other");
  }

  /** Its outcome cannot be told: it fails, or, if even that cannot be told, comes again. */
  void broken(Throwable error) {
    try {
      failed(
          error,
          false,
          error instanceof OutOfMemoryError ? RetryDecision.BY_POLICY : RetryDecision.NO);
    } catch (Throwable e) {
      lost(e);
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
    if (made.compareAndSet(false, true)) {
      attempt.heartbeats().end();
      done.completeExceptionally(error);
    }
  }

  private void sendFailure(Failure failure, boolean timedOut, RetryDecision decision) {
    Payload heartbeat = attempt.heartbeats().end();
    send(
        List.of(
            () -> failed(failure, timedOut, decision, heartbeat, attempt.changedMeta()),
            () -> failed(failure, timedOut, decision, null, null),
            () -> failed(bare(failure), timedOut, decision, null, null)));
  }

  private TaskFailed failed(
      Failure failure,
      boolean timedOut,
      RetryDecision decision,
      @Nullable Payload heartbeat,
      @Nullable Map<String, ByteBuffer> meta) {
    return new TaskFailed(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        failure,
        timedOut,
        decision.mayRetry(),
        decision.afterMillis(),
        policy(),
        service.environment().worker(),
        heartbeat,
        meta);
  }

  private static Failure bare(Failure failure) {
    return new Failure(failure.name(), "its message is too large for the broker", "", null, null);
  }

  private Failure written(Throwable thrown) {
    return Failures.write(thrown, service.environment().payloads());
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
                sendFailure(
                    written(
                        new PayloadTooLargeException(
                            "the result of " + label() + ": " + tooLarge.getMessage())),
                    false,
                    RetryDecision.NO);
              } else {
                finish(error);
              }
            });
  }

  /** Sends the first; if it is too large for the broker, the next, which says less. */
  private void send(List<Supplier<SpecificRecord>> forms) {
    try {
      tell(forms.get(0).get())
          .whenComplete(
              (sent, error) -> {
                if (forms.size() > 1 && cause(error) instanceof MessageTooLargeException) {
                  send(forms.subList(1, forms.size()));
                } else {
                  finish(error);
                }
              });
    } catch (RuntimeException | Error e) {
      finish(e);
    }
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
