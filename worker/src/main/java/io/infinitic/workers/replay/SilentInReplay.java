package io.infinitic.workers.replay;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/** A logger that says nothing while the past is repeated. */
final class SilentInReplay {

  private SilentInReplay() {}

  static Logger of(Logger logger, BooleanSupplier replaying) {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) -> {
              if (replaying.getAsBoolean()) {
                if (method.getReturnType() == boolean.class) {
                  return false;
                } else if (method.getReturnType() == void.class) {
                  return null;
                }
              }
              try {
                return method.invoke(logger, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
