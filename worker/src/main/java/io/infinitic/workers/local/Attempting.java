package io.infinitic.workers.local;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.Contexts;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.Payload;
import io.infinitic.workers.InvocationChain;
import io.infinitic.workers.local.HostedServices.Surroundings;
import io.infinitic.workers.tasks.Hosted;
import io.infinitic.workers.tasks.LoggingContext;
import io.infinitic.workers.tasks.Running;
import io.infinitic.workers.tasks.TaskMethod;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Runs an attempt in a thread of its own, for as long as it may last. */
final class Attempting {

  /** How it ended. */
  sealed interface Result {}

  /** It has returned. */
  record Returned(Payload payload) implements Result {}

  /**
   * It has not.
   *
   * @param mayRetry false if every other attempt would end the same way
   * @param timedOut whether it was interrupted because its time was over
   * @param tooLongForHere whether it might have had more time elsewhere
   */
  record Failed(Throwable thrown, boolean mayRetry, boolean timedOut, boolean tooLongForHere)
      implements Result {}

  private final LocalAttempt context;
  private final Hosted service;
  private final TaskMethod method;
  private final Surroundings surroundings;
  private final String label;
  private final CompletableFuture<Result> ended = new CompletableFuture<>();

  Attempting(LocalAttempt context, Hosted service, TaskMethod method, Surroundings surroundings) {
    this.context = context;
    this.service = service;
    this.method = method;
    this.surroundings = surroundings;
    label = context.serviceName() + "." + context.taskName();
  }

  /**
   * @param isLimitOfHere whether it might have had more time elsewhere
   * @throws InterruptedException if the calling thread is interrupted, which stops the attempt, or
   *     if nothing can run any more as the worker is closed
   */
  Result run(long limitMillis, boolean isLimitOfHere) throws InterruptedException {
    Running running = context.running();
    begin();
    try {
      return ended.get(limitMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      TimedOutException timedOut =
          new TimedOutException(
              "task %s ran longer than %d ms and was interrupted".formatted(label, limitMillis));
      timedOut.setStackTrace(running.stackTrace()); // where it was
      running.timeOut();
      return new Failed(timedOut, true, true, isLimitOfHere);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a local task could not be run", e.getCause());
    } catch (InterruptedException e) {
      running.stop();
      throw e;
    }
  }

  private void begin() throws InterruptedException {
    try {
      surroundings.threads().execute(this::perform);
    } catch (RejectedExecutionException e) {
      throw new InterruptedException("the worker is closed");
    }
  }

  private void perform() {
    Running running = context.running();
    running.started();
    TaskContext.bind(context);
    Map<String, String> names =
        Map.of("workflowId", context.workflowId(), "taskId", context.taskId());
    try (LoggingContext logging = new LoggingContext(names);
        ContextPropagator.Restored restored =
            Contexts.restore(surroundings.propagators(), context.meta())) {
      ended.complete(call());
    } catch (Throwable e) { // whatever user code can throw
      ended.complete(new Failed(e, true, false, false));
    } finally {
      TaskContext.bind(null);
      running.ended();
    }
  }

  private Result call() throws Throwable {
    Class<?> contract = service.definition().contract();
    Method declared = method.declared();
    Object[] arguments;
    try {
      arguments =
          surroundings
              .payloads()
              .readArguments(contract, declared, context.call().task().arguments(), label);
    } catch (PayloadException e) {
      return new Failed(e, false, false, false);
    }
    Object value =
        InvocationChain.call(declared, service.instance(), arguments, surroundings.steps());
    if (method.isAsync()) {
      value = later(value);
    }
    try {
      return new Returned(
          surroundings.payloads().writeResult(contract, declared, value, "the result of " + label));
    } catch (PayloadException | PayloadTooLargeException e) {
      return new Failed(e, false, false, false);
    }
  }

  /** Waits for it; at the limit, it is cancelled. */
  private @Nullable Object later(@Nullable Object value) throws Throwable {
    if (!(value instanceof CompletionStage<?> stage)) {
      throw new InfiniticException(label + " has returned null instead of a future");
    }
    CompletableFuture<?> future = stage.toCompletableFuture();
    context.running().returned(future);
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
