package io.infinitic.annotations;

import io.infinitic.workflows.WorkflowCheckMode;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a workflow class, or one of its methods: how closely a replay compares what the code asks for
 * with what the history says. Without it, {@link WorkflowCheckMode#simple}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CheckMode {
  /** How closely. */
  WorkflowCheckMode mode();
}
