package io.infinitic.workers.tasks;

import io.infinitic.runtime.Contexts;
import io.infinitic.workers.InvocationChain;
import java.lang.reflect.Method;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call of a service's code, with what the worker puts around it: the contexts that came with the
 * task, then the interceptors in order.
 *
 * @param declared the interface's method
 * @param called the method that does it: the same, or that of a batch
 */
record UserCall(Service service, Method declared, Method called, @Nullable Object[] arguments) {

  /** With the contexts that are in the meta data. */
  @Nullable Object with(Map<String, byte[]> meta) throws Exception {
    try (var restored = Contexts.restore(service.environment().propagators(), meta)) {
      return plain();
    }
  }

  /** Without contexts. */
  @Nullable Object plain() throws Exception {
    return InvocationChain.call(
        declared, called, service.instance(), arguments, service.environment().steps());
  }
}
