package io.infinitic.workers.tasks;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.runtime.TaskContext;
import io.infinitic.tasks.BatchFailure;
import io.infinitic.workers.Slots;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs many attempts by one call. Each has an outcome of its own; the limit is that of the batch:
 * the tightest of its tasks.
 */
final class BatchExecution extends Execution {

  private final BatchMethod batch;
  private final TaskContext context;
  private final Map<String, @Nullable Object> inputs = new LinkedHashMap<>();

  BatchExecution(
      Service service,
      TaskMethod method,
      BatchMethod batch,
      List<Attempt> attempts,
      Executions executions,
      Slots slots) {
    super(service, method, attempts, executions, slots);
    this.batch = batch;
    context = new BatchContext(service.environment(), this);
  }

  @Override
  TaskContext context() {
    return context;
  }

  @Override
  void prepare() {
    for (Attempt attempt : attempts()) {
      try {
        Object[] arguments =
            service
                .environment()
                .payloads()
                .readArguments(
                    service.definition().contract(),
                    method.declared(),
                    attempt.task().arguments(),
                    label());
        inputs.put(
            attempt.task().taskId(),
            batch.takesLists()
                ? Collections.unmodifiableList(Arrays.asList(arguments))
                : arguments[0]);
      } catch (PayloadException e) {
        attempt.report().failed(e, false, RetryDecision.NO);
      }
    }
  }

  @Override
  @Nullable Object call() throws Exception {
    return inputs.isEmpty()
        ? null
        : new UserCall(
                service,
                method.declared(),
                batch.method(),
                new Object[] {new LinkedHashMap<>(inputs)})
            .plain();
  }

  @Override
  void returned(@Nullable Object result) {
    settle(result instanceof Map<?, ?> results ? results : Map.of(), Map.of());
  }

  @Override
  void threw(Throwable thrown) {
    if (thrown instanceof BatchFailure failure) {
      settle(failure.getResults(), failure.getFailures());
    } else {
      each(attempt -> fail(attempt, thrown));
    }
  }

  private void settle(Map<?, ?> results, Map<String, ? extends Throwable> failures) {
    each(attempt -> settle(attempt, results, failures));
  }

  private void settle(
      Attempt attempt, Map<?, ?> results, Map<String, ? extends Throwable> failures) {
    String id = attempt.task().taskId();
    Throwable failure = failures.get(id);
    if (failure != null) {
      fail(attempt, failure);
    } else if (method.delegated()) {
      attempt.report().delegated(limit());
    } else if (results.containsKey(id)) {
      attempt.report().completed(method, results.get(id));
    } else {
      fail(
          attempt,
          new InfiniticException("batch method of " + label() + " returned nothing for this task"));
    }
  }
}
