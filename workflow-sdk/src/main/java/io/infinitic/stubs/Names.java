package io.infinitic.stubs;

import io.infinitic.annotations.Name;
import java.lang.reflect.Method;
import java.util.regex.Pattern;

/** Names on the wire. */
public final class Names {

  private static final int LONGEST = 400;

  /** A character that is not plain is written as five in the name of a topic. */
  private static final int ENCODED = 5;

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]*");
  private static final Pattern PARTITION = Pattern.compile(".*-partition-[0-9]+", Pattern.DOTALL);

  private static final ClassValue<String> TYPES =
      new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
          Name name = type.getAnnotation(Name.class);
          return require(type, name == null ? type.getName() : name.name());
        }
      };

  private Names() {}

  /**
   * Name of a service or workflow interface.
   *
   * @throws IllegalArgumentException if no topic can be named after it
   */
  public static String of(Class<?> type) {
    return TYPES.get(type);
  }

  private static String require(Class<?> type, String name) {
    long encoded =
        name.chars()
            .mapToObj(Character::toString)
            .mapToInt(c -> PLAIN.matcher(c).matches() ? 1 : ENCODED)
            .sum();
    if (encoded > LONGEST) {
      throw new IllegalArgumentException(
          "the name of %s is too long: as part of a topic's name it has %d characters, and may have %d, where each that is no letter of a to z, digit, '.', '_' or '-' counts as %d. Give it a shorter one by @Name"
              .formatted(abbreviated(type), encoded, LONGEST, ENCODED));
    } else if (PARTITION.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of %s, %s, ends in -partition- and a number, which Pulsar takes for a partition of another topic. Give it another one by @Name"
              .formatted(abbreviated(type), name));
    }
    return name;
  }

  private static String abbreviated(Class<?> type) {
    String name = type.getName();
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "…";
  }

  /** Name of one of its methods. */
  public static String of(Method method) {
    Name name = Annotations.of(method.getDeclaringClass()).onMethod(method, Name.class);
    return name == null ? method.getName() : name.name();
  }
}
