package io.infinitic.interceptors;

import org.jspecify.annotations.Nullable;

/**
 * Called around each method of a workflow, in its thread. It is workflow code: it runs again in
 * every replay, so it must do the same each time, use {@link io.infinitic.workflows.Workflow} for
 * time, randomness and logs, and leave other side effects to tasks.
 *
 * <p>Not called around queries and validators, which must not change anything.
 */
@FunctionalInterface
public interface WorkflowInterceptor {

  /**
   * @return the result of the method: as a rule, that of {@link Invocation#proceed}
   * @throws Exception ends the method as if it had thrown it
   */
  @Nullable Object intercept(Invocation call) throws Exception;
}
