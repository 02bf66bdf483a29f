package io.infinitic.annotations;

import io.infinitic.tasks.WithTimeout;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A limit of time. On the interface of a service or a method of it: of the task, retries included.
 * On the class of a service or a method of it: of each attempt. On the interface of a workflow or a
 * method of it: of the run. A method's is stronger than that of its type; options at the call, and
 * the worker's configuration, are stronger than both.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Timeout {

  /** What tells it; has a constructor without parameters. */
  Class<? extends WithTimeout> with();
}
