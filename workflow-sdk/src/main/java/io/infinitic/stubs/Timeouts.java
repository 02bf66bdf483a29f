package io.infinitic.stubs;

import io.infinitic.annotations.Timeout;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Millis;
import io.infinitic.tasks.WithTimeout;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.util.List;
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
    List<AnnotatedElement> places =
        List.of(call.method(), call.type(), call.method().getDeclaringClass());
    for (AnnotatedElement place : places) {
      Timeout timeout = place.getAnnotation(Timeout.class);
      if (timeout != null) {
        return millis(INSTANCES.get(timeout.with()).getTimeoutSeconds());
      }
    }
    return 0;
  }

  private static long millis(@Nullable Double seconds) {
    return seconds == null || !(seconds > 0) ? 0 : Math.max(1, Millis.ofSeconds(seconds));
  }
}
