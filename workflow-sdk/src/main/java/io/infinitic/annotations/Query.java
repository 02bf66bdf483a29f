package io.infinitic.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a workflow interface: answers from the current state and leaves no trace in the
 * run. It is refused with {@code QueryRefusedException} when it calls a stub, waits, or leaves a
 * field of the instance changed. Finished runs answer too, while they are kept.
 *
 * <pre>{@code
 * public interface Cart {
 *   void shop();
 *   @Query int items();
 * }
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Query {}
