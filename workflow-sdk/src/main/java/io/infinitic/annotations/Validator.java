package io.infinitic.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a workflow interface: is asked before another method with the same parameters is
 * called, and refuses the call by throwing. The caller gets {@code CallRefusedException}; the run
 * keeps no trace of it. Like a query, it may read the instance's fields, but neither change them
 * nor wait. For a call that starts a run it is asked on a new instance.
 *
 * <pre>{@code
 * public interface Cart {
 *   void add(String item);
 *   @Validator("add") void checkAdd(String item);
 * }
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Validator {
  /** Java name of the method whose calls it may refuse. */
  String value();
}
