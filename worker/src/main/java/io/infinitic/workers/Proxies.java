package io.infinitic.workers;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks behind proxies that implement interfaces only: their class has no annotations. */
final class Proxies {

  private static final Logger LOG = LoggerFactory.getLogger(Proxies.class);
  private static final int MOST_LAYERS = 5;

  private Proxies() {}

  /**
   * The class of the object, or of the one that it hides.
   *
   * @param contract the interface that both implement
   */
  static Class<?> classBehind(Object instance, Class<?> contract) {
    Object behind = instance;
    for (int layer = 0; layer < MOST_LAYERS && Proxy.isProxyClass(behind.getClass()); layer++) {
      Optional<Class<?>> told = targetClass(behind);
      if (told.isPresent() && !Proxy.isProxyClass(told.get())) {
        return told.get();
      }
      Object target = target(Proxy.getInvocationHandler(behind), contract);
      if (target == null) {
        LOG.warn(
            "INF-2013 the object given for {} is a proxy, and what is behind it cannot be seen:"
                + " annotations of its class, such as @Retry, @Timeout and @Batch, do not count."
                + " Put them on the interface, or give the worker the class and a factory",
            contract.getName());
        return instance.getClass();
      }
      behind = target;
    }
    return behind.getClass();
  }

  /** As proxies of Spring tell it: a method of their interface TargetClassAware. */
  private static Optional<Class<?>> targetClass(Object proxy) {
    for (Class<?> type : proxy.getClass().getInterfaces()) {
      if (type.getName().startsWith("org.springframework.aop.")) {
        try {
          return Optional.ofNullable((Class<?>) type.getMethod("getTargetClass").invoke(proxy));
        } catch (ReflectiveOperationException | ClassCastException e) {
          // another of its interfaces; or the handler may have the object
        }
      }
    }
    return Optional.empty();
  }

  /** An object of the handler that implements the interface, too. */
  private static @Nullable Object target(InvocationHandler handler, Class<?> contract) {
    for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        try {
          field.setAccessible(true);
          Object value = field.get(handler);
          if (contract.isInstance(value)) {
            return value;
          }
        } catch (IllegalAccessException | RuntimeException e) {
          // closed to reflection
        }
      }
    }
    return null;
  }
}
