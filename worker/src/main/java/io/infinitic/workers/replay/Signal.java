package io.infinitic.workers.replay;

import com.fasterxml.jackson.databind.type.TypeFactory;
import io.infinitic.schemas.CarriedSignal;
import io.infinitic.values.Payloads;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signal in a channel. It is read by the channel's declared type or, where that does not say how
 * (an interface without type information, Object), by the type that its sender has noted.
 */
final class Signal {

  private static final Pattern PLATFORM = Pattern.compile("^(javax?|jakarta|jdk|sun|com\\.sun)\\.");

  private final CarriedSignal carried;
  private final int number;
  private final Type declared;
  private final Class<?> raw;
  private final Payloads payloads;
  private final Map<Type, @Nullable Object> values = new HashMap<>();

  /**
   * @param number of the signals of its channel
   */
  Signal(CarriedSignal carried, int number, Type declared, Payloads payloads) {
    this.carried = carried;
    this.number = number;
    this.declared = declared;
    raw = TypeFactory.rawClass(declared);
    this.payloads = payloads;
  }

  int number() {
    return number;
  }

  CarriedSignal carried() {
    return carried;
  }

  <S> boolean matches(SignalPromise<S> promise) {
    Class<S> type = promise.type();
    if (type != null && !isOf(type)) {
      return false;
    }
    String path = promise.jsonPath();
    if (path != null && !JsonPaths.matches(payloads.json(carried.signal(), what()), path)) {
      return false;
    }
    Predicate<? super S> filter = promise.filter();
    return filter == null || accepts(filter, value(type));
  }

  @SuppressWarnings("unchecked") // the value is of the promise's type
  private static <S> boolean accepts(Predicate<? super S> filter, @Nullable Object value) {
    return filter.test((S) value);
  }

  /** Its value, for a receiver of that type. */
  @Nullable Object value(@Nullable Class<?> wanted) {
    Type type = readAs(wanted);
    return values.computeIfAbsent(type, t -> payloads.read(carried.signal(), t, what()));
  }

  private boolean isOf(Class<?> wanted) {
    if (wanted.isAssignableFrom(raw)) {
      return true;
    }
    Class<?> noted = noted(wanted);
    if (noted != null && Payloads.isOpen(declared)) {
      return wanted.isAssignableFrom(noted);
    }
    return wanted.isInstance(value(null));
  }

  private Type readAs(@Nullable Class<?> wanted) {
    Class<?> noted = noted(wanted);
    boolean byNote =
        noted != null
            && Payloads.isOpen(declared)
            && raw.isAssignableFrom(noted)
            && (wanted == null || wanted.isAssignableFrom(noted));
    return byNote ? noted : declared;
  }

  /**
   * The class that the sender has noted; null if this process does not have it, or if nobody here
   * has asked for it: the receiver, the channel's own type, or the configuration.
   */
  private @Nullable Class<?> noted(@Nullable Class<?> wanted) {
    String name = carried.signal().type();
    if (name == null) {
      return null;
    } else if (wanted != null && wanted.getName().equals(name)) {
      return wanted;
    } else if (!payloads.isAllowed(name)
        && isAnything(raw)
        && (wanted == null || isAnything(wanted))) {
      return null;
    }
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Class<?> noted = Class.forName(name, false, loader);
      boolean asked =
          payloads.isAllowed(name)
              || !isAnything(raw) && raw.isAssignableFrom(noted)
              || wanted != null && !isAnything(wanted) && wanted.isAssignableFrom(noted);
      return asked ? noted : null;
    } catch (ClassNotFoundException | LinkageError e) {
      return null;
    }
  }

  /** Whether the type, of the platform, says nothing of its values. */
  private static boolean isAnything(Class<?> type) {
    return PLATFORM.matcher(type.getName()).find();
  }

  private String what() {
    return "a signal to channel " + carried.channel();
  }
}
