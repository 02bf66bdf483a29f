package io.infinitic.stubs;

import io.infinitic.annotations.Name;
import java.lang.reflect.Method;

/** Names on the wire. */
public final class Names {

  private Names() {}

  /** Name of a service or workflow interface. */
  public static String of(Class<?> type) {
    Name name = type.getAnnotation(Name.class);
    return name == null ? type.getName() : name.name();
  }

  /** Name of one of its methods. */
  public static String of(Method method) {
    Name name = method.getAnnotation(Name.class);
    return name == null ? method.getName() : name.name();
  }
}
