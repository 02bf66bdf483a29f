package io.infinitic.stubs;

import io.infinitic.annotations.Timeout;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Millis;
import io.infinitic.tasks.WithTimeout;
import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** Limits of time that interfaces declare by {@link Timeout}. */
public final class Timeouts {

  private static final ClassValue<WithTimeout> INSTANCES =
      new ClassValue<>() {
        @Override
        protected WithTimeout computeValue(Class<?> type) {
          try {
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return (WithTimeout) constructor.newInstance();
          } catch (ReflectiveOperationException e) {
            throw new InfiniticException(
                "@Timeout names "
                    + type.getName()
                    + ", which cannot be made: it needs a constructor without parameters that does not throw",
                e);
          }
        }
      };

  private Timeouts() {}

  /**
   * What the interface says of the call: its method or, if that says nothing, its type.
   *
   * @return milliseconds; 0 for no limit
   */
  public static long millis(StubCall call) {
    Annotations annotations = Annotations.of(call.type());
    Timeout timeout = annotations.onMethod(call.method(), Timeout.class);
    timeout = timeout != null ? timeout : annotations.onType(Timeout.class);
    return timeout == null ? 0 : millis(INSTANCES.get(timeout.with()).getTimeoutSeconds());
  }

  private static long millis(@Nullable Double seconds) {
    return seconds == null || !(seconds > 0) ? 0 : Math.max(1, Millis.ofSeconds(seconds));
  }
}
