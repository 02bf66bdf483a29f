package io.infinitic.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a service's class or interface: what it returns does not count. Somebody else
 * completes the task, with {@code InfiniticClient.completeDelegatedTask} or {@code
 * failDelegatedTask} and the id that the method got from {@link io.infinitic.tasks.Task#getTaskId}.
 * An exception of the method fails the attempt as usual. The limit of the attempt goes on until the
 * task is completed.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Delegated {}
