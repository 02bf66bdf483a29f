package io.infinitic.workers.replay;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.TaskException;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Payload;
import io.infinitic.transport.TaskId;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import io.infinitic.workers.InvocationChain;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Runs methods of the instance as branches, and says how they end. */
record Methods(Definition definition, Instance instance, RunContext run, Environment environment) {

  void start(String methodId, String methodName, List<Payload> arguments) {
    Method method =
        definition
            .method(methodName, arguments, environment.payloads())
            .orElseThrow(
                () ->
                    new InfiniticException(
                        "workflow " + definition.unknown(methodName, arguments.size())));
    run.core()
        .branches()
        .add(
            methodId,
            method,
            true,
            run.core().newScope(run.core().root()),
            branch -> run(methodId, method, arguments));
  }

  /** The life of a method, in its own thread. */
  private void run(String methodId, Method method, List<Payload> arguments) {
    WorkflowRuntime.bind(run);
    Payloads payloads = environment.payloads();
    try (ContextPropagator.Restored restored = run.restoreContext()) {
      String label = definition.name() + "." + method.getName();
      Class<?> contract = definition.contract();
      Object object = instance.object();
      Object[] values = payloads.readArguments(contract, method, arguments, label);
      Object result;
      try {
        result = value(InvocationChain.call(method, object, values, environment.steps()), label);
      } catch (Throwable e) {
        fail(methodId, method, e);
        return;
      }
      Payload payload = payloads.writeResult(contract, method, result, "the result of " + label);
      run.core().issue(method.getName(), new CompleteMethod(methodId, payload));
    } catch (Coroutine.Unwound e) {
      throw e;
    } catch (Throwable e) { // anything else is the code's or the worker's mistake, not an outcome
      fault(e);
    } finally {
      WorkflowRuntime.bind(null);
    }
  }

  /** A method may return a future, like a task; but workflow code has waited before it returns. */
  private static @Nullable Object value(@Nullable Object result, String label) throws Throwable {
    if (!(result instanceof CompletionStage<?> stage)) {
      return result;
    }
    CompletableFuture<?> future = stage.toCompletableFuture();
    if (!future.isDone()) {
      throw new InfiniticException(
          label
              + " has returned a future that is not completed. Wait by await() before it returns.");
    }
    try {
      return future.join();
    } catch (CompletionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private void fail(String methodId, Method method, Throwable thrown) {
    if (thrown instanceof Coroutine.Unwound unwound) {
      throw unwound;
    }
    if (!run.core().isFailure(thrown) || run.core().branches().hasFault()) {
      fault(thrown);
      return;
    }
    SpecificRecord failure =
        new FailMethod(
            methodId,
            Failures.write(thrown, environment.payloads()),
            run.core().root().isCanceled() && run.core().isOwnCancellation(thrown),
            failedBy(run.core(), thrown));
    try {
      run.core().issue(method.getName(), failure);
    } catch (RuntimeException e) {
      run.core().branches().recordFault(e);
    }
  }

  /**
   * Asks the exception for all that will be told of it: if that does not end, it is this code that
   * blocks its thread, and not the worker.
   */
  private void fault(Throwable thrown) {
    Failures.write(thrown, environment.payloads());
    run.core().branches().recordFault(thrown);
  }

  /** Number of the command of the task that it tells of; 0 if it tells of none. */
  private static int failedBy(RunCore run, Throwable thrown) {
    return thrown instanceof TaskException task && task.getTaskId().startsWith(run.runId() + "/")
        ? TaskId.parse(task.getTaskId()).command()
        : 0;
  }
}
