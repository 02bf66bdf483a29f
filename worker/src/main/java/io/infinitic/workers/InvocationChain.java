package io.infinitic.workers;

import io.infinitic.interceptors.Invocation;
import io.infinitic.interceptors.TaskInterceptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call on its way through interceptors, the first of which is outermost, to user code. */
public final class InvocationChain implements Invocation {

  /** What an interceptor does. */
  @FunctionalInterface
  public interface Step {
    @Nullable Object intercept(Invocation call) throws Exception;
  }

  private final Method method;
  private final Method called;
  private final Object instance;
  private final List<@Nullable Object> arguments;
  private final List<Step> steps;

  private InvocationChain(
      Method method,
      Method called,
      Object instance,
      List<@Nullable Object> arguments,
      List<Step> steps) {
    this.method = method;
    this.called = called;
    this.instance = instance;
    this.arguments = arguments;
    this.steps = steps;
  }

  /** What task interceptors do. */
  public static List<Step> steps(List<TaskInterceptor> interceptors) {
    return interceptors.stream().<Step>map(one -> one::intercept).toList();
  }

  /**
   * Calls a method through interceptors.
   *
   * @throws Exception what the method, or an interceptor, threw; errors as they are
   */
  public static @Nullable Object call(
      Method method, Object instance, @Nullable Object[] arguments, List<Step> steps)
      throws Exception {
    return call(method, method, instance, arguments, steps);
  }

  /**
   * The same for a method that is done by another one.
   *
   * @param method the one that interceptors see
   */
  public static @Nullable Object call(
      Method method, Method called, Object instance, @Nullable Object[] arguments, List<Step> steps)
      throws Exception {
    List<@Nullable Object> list = Collections.unmodifiableList(Arrays.asList(arguments));
    return new InvocationChain(method, called, instance, list, steps).proceed();
  }

  @Override
  public Method method() {
    return method;
  }

  @Override
  public Object instance() {
    return instance;
  }

  @Override
  public List<@Nullable Object> arguments() {
    return arguments;
  }

  @Override
  public @Nullable Object proceed() throws Exception {
    if (!steps.isEmpty()) {
      List<Step> rest = steps.subList(1, steps.size());
      return steps.get(0).intercept(new InvocationChain(method, called, instance, arguments, rest));
    }
    try {
      return called.invoke(instance, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw InvocationChain.<Exception>unchanged(e.getCause());
    }
  }

  @SuppressWarnings("unchecked") // erased: a checked exception, or an error, as it is
  private static <E extends Throwable> E unchanged(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
