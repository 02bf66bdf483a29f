package io.infinitic.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name on the wire of a service, a workflow (on its interface) or one of their methods. Lets
 * the Java name change while runs are open, and other languages choose theirs.
 *
 * <p>Without it, the name of an interface is {@code Class.getName()}, that of a method its own.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Name {
  /** The name. */
  String name();
}
