package io.infinitic.interceptors;

import org.jspecify.annotations.Nullable;

/**
 * Called around each attempt of a task, in its thread; {@link io.infinitic.tasks.Task} tells which.
 *
 * <pre>{@code
 * TaskInterceptor timed = call -> {
 *   long start = System.nanoTime();                        // before
 *   try {
 *     return call.proceed();
 *   } finally {
 *     meter.record(Task.getTaskName(), System.nanoTime() - start);   // after
 *   }
 * };
 * }</pre>
 *
 * Around a batch, it is called once.
 */
@FunctionalInterface
public interface TaskInterceptor {

  /**
   * @return the result of the task: as a rule, that of {@link Invocation#proceed}
   * @throws Exception fails the attempt
   */
  @Nullable Object intercept(Invocation call) throws Exception;
}
