package io.infinitic.server;

import io.infinitic.interceptors.Invocation;
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.tasks.Task;
import io.infinitic.transport.TaskId;
import org.jspecify.annotations.Nullable;

/** Sees each step of the demo's workflow begin and end; warm-up runs do not count. */
final class StepWatch implements TaskInterceptor {

  private final String workflowId;
  private final Steps steps;
  private final Executions executions;

  StepWatch(String workflowId, Steps steps, Executions executions) {
    this.workflowId = workflowId;
    this.steps = steps;
    this.executions = executions;
  }

  @Override
  public @Nullable Object intercept(Invocation call) throws Exception {
    if (!Task.getWorkflowId().equals(workflowId)) {
      return call.proceed();
    }
    int step = TaskId.parse(Task.getTaskId()).command();
    executions.add(step, Task.getTaskName());
    steps.began(step);
    Object result = call.proceed();
    steps.ended(step).ifPresent(System.out::println);
    return result;
  }
}
