package io.infinitic.stubs;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of a stub's method.
 *
 * @param handler the stub's
 * @param type the interface that the stub stands for
 * @param method the method of the interface
 * @param arguments its arguments
 */
public record StubCall(
    StubHandler handler, Class<?> type, Method method, List<@Nullable Object> arguments) {

  /** The call as people write it: type and method. */
  public String label() {
    return type.getSimpleName() + "." + method.getName();
  }
}
