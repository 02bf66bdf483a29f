package io.infinitic.workers.tasks;

import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.interceptors.ContextPropagator.Restored;
import io.infinitic.interceptors.Invocation;
import io.infinitic.interceptors.TaskInterceptor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a service's code, with what the worker puts around it: the contexts that came with the
 * task, then the interceptors in order.
 *
 * @param declared the interface's method
 * @param called the method that does it: the same, or that of a batch
 */
record UserCall(
    TaskEnvironment environment,
    Method declared,
    Method called,
    Object instance,
    List<@Nullable Object> arguments) {

  static UserCall of(Service service, Method declared, Method called, Object[] arguments) {
    return new UserCall(
        service.environment(),
        declared,
        called,
        service.instance(),
        Collections.unmodifiableList(new ArrayList<>(Arrays.asList(arguments))));
  }

  /** With the contexts that are in the meta data. */
  @Nullable Object with(Map<String, byte[]> meta) throws Exception {
    Deque<Restored> restored = new ArrayDeque<>();
    try {
      for (ContextPropagator propagator : environment.propagators()) {
        restored.push(propagator.restore(meta));
      }
      return plain();
    } finally {
      restored.forEach(Restored::close);
    }
  }

  /** Without contexts. */
  @Nullable Object plain() throws Exception {
    return new Step(0).proceed();
  }

  /** The call, as it stands before the interceptor with that index. */
  private final class Step implements Invocation {
    private final int index;

    Step(int index) {
      this.index = index;
    }

    @Override
    public Method method() {
      return declared;
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
      List<TaskInterceptor> interceptors = environment.interceptors();
      return index < interceptors.size()
          ? interceptors.get(index).intercept(new Step(index + 1))
          : call();
    }
  }

  private @Nullable Object call() throws Exception {
    try {
      return called.invoke(instance, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw UserCall.<RuntimeException>unchanged(e.getCause());
    }
  }

  /** Interceptors and retry decisions see what the method threw, errors included. */
  @SuppressWarnings("unchecked") // erased
  private static <E extends Throwable> E unchanged(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
