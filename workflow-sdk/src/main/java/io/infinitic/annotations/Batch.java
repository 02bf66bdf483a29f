package io.infinitic.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a service's class that does many tasks at once: {@code Map<String, O>
 * m(Map<String, I>)} beside the task's own {@code O m(I)}; the keys are task ids. A task whose id
 * is not in the returned map fails, and so do those that a {@link io.infinitic.tasks.BatchFailure}
 * names; the others complete. Only tasks with the same {@link
 * io.infinitic.tasks.TaskOptions#withBatchKey batch key} are put together.
 *
 * <pre>{@code
 * public Receipt charge(Order order) { … }          // never called
 *
 * @Batch(maxMessages = 50, maxSeconds = 0.5)
 * public Map<String, Receipt> charge(Map<String, Order> orders) { … }
 * }</pre>
 *
 * With several parameters, or none, {@code I} is {@code List<Object>}: the arguments in order.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Batch {

  /** Most tasks of a batch, at least 1. */
  int maxMessages() default 100;

  /** How long the first task of a batch waits for others, in seconds. */
  double maxSeconds() default 1.0;
}
