package io.infinitic.interceptors;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of user code, on its way. */
public interface Invocation {

  /** The interface's method. */
  Method method();

  /** The instance that is called. */
  Object instance();

  /** The arguments in order; cannot be changed. */
  List<@Nullable Object> arguments();

  /**
   * Goes on to the next interceptor, and at last to the method.
   *
   * @return what the method returned
   * @throws Exception what the method threw
   */
  @Nullable Object proceed() throws Exception;
}
