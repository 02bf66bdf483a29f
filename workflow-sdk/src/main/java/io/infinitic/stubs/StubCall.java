package io.infinitic.stubs;

import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import io.infinitic.exceptions.InvalidStubException;
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
 * @param wantsResult whether the caller has a use for a result of the method
 */
public record StubCall(
    StubHandler handler,
    Class<?> type,
    Method method,
    List<@Nullable Object> arguments,
    boolean wantsResult) {

  /** A call of a method, for its result if it has one. */
  StubCall(StubHandler handler, Class<?> type, Method method, List<@Nullable Object> arguments) {
    this(handler, type, method, arguments, method.getReturnType() != void.class);
  }

  /** Returns the same call by somebody who has no use for its result. */
  public StubCall withoutResult() {
    return new StubCall(handler, type, method, arguments, false);
  }

  /** Whether it only asks for the state of a run. */
  public boolean isQuery() {
    return Annotations.of(type).onMethod(method, Query.class) != null;
  }

  /**
   * For a call that is to begin a run.
   *
   * @throws InvalidStubException if no run can begin with the method
   */
  public void requireMain() {
    if (isQuery()) {
      throw new InvalidStubException(
          label() + " is a query: ask it on a stub made by getWorkflowById");
    }
    Validator validator = Annotations.of(type).onMethod(method, Validator.class);
    if (validator != null) {
      throw new InvalidStubException(
          "%s is a validator, which is asked before each call of %s by itself: start the workflow with another method"
              .formatted(label(), validator.value()));
    }
  }

  /** The call as people write it: type and method. */
  public String label() {
    return type.getSimpleName() + "." + method.getName();
  }
}
