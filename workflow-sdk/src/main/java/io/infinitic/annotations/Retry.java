package io.infinitic.annotations;

import io.infinitic.tasks.WithRetry;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * When a failed attempt of a task is followed by another: on the class of a service, or on a method
 * of it, which is stronger; or on its interface, which is weaker than the class. Options at the
 * call, and the worker's configuration, are stronger than all of them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Retry {

  /** What decides; has a constructor without parameters. */
  Class<? extends WithRetry> with();
}
