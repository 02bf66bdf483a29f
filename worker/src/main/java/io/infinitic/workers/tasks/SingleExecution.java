package io.infinitic.workers.tasks;

import io.infinitic.exceptions.PayloadException;
import io.infinitic.runtime.TaskContext;
import io.infinitic.workers.Slots;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one attempt. */
final class SingleExecution extends Execution {

  private final Attempt attempt;
  private final TaskContext context;
  private Object[] arguments = {};

  SingleExecution(
      Service service, TaskMethod method, Attempt attempt, Executions executions, Slots slots) {
    super(service, method, List.of(attempt), executions, slots);
    this.attempt = attempt;
    context = new SingleContext(service.environment(), attempt, running);
  }

  @Override
  TaskContext context() {
    return context;
  }

  @Override
  void prepare() {
    try {
      arguments =
          service
              .environment()
              .payloads()
              .readArguments(
                  service.definition().contract(),
                  method.declared(),
                  attempt.task().arguments(),
                  label());
    } catch (PayloadException e) {
      attempt.report().failed(e, false, RetryDecision.NO);
    }
  }

  @Override
  @Nullable Object call() throws Exception {
    return isOpen()
        ? new UserCall(service, method.declared(), method.declared(), arguments)
            .with(attempt.meta())
        : null;
  }

  @Override
  void returned(@Nullable Object result) {
    if (method.delegated()) {
      attempt.report().delegated(limit());
    } else {
      attempt.report().completed(method, result);
    }
  }

  @Override
  void threw(Throwable thrown) {
    fail(attempt, thrown);
  }
}
