package io.infinitic.values;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes that a payload may name where no type is declared: value types of the JDK, what the
 * user has allowed, and those beside the code that the payload is for. Names are compared before
 * anything is loaded.
 */
final class KnownTypes {

  private static final Pattern SEPARATOR = Pattern.compile("[<>,\\s]+");
  private static final Pattern ARRAY = Pattern.compile("^\\[+(?:[ZBCSIJFD]$|L(.*);$)");

  private static final Set<String> VALUES =
      Set.of(
          "boolean",
          "byte",
          "char",
          "short",
          "int",
          "long",
          "float",
          "double",
          "void",
          "java.lang.Object",
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Character",
          "java.lang.Byte",
          "java.lang.Short",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Float",
          "java.lang.Double",
          "java.lang.Number",
          "java.lang.Void",
          "java.math.BigDecimal",
          "java.math.BigInteger",
          "java.net.URI",
          "java.nio.ByteBuffer",
          "java.util.UUID",
          "java.util.Locale",
          "java.util.Currency",
          "java.util.Date",
          "java.util.Optional",
          "java.util.OptionalInt",
          "java.util.OptionalLong",
          "java.util.OptionalDouble",
          "java.util.Collection",
          "java.util.List",
          "java.util.Set",
          "java.util.Map",
          "java.util.ArrayList",
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.HashSet",
          "java.util.LinkedHashSet",
          "java.util.TreeSet",
          "java.util.HashMap",
          "java.util.LinkedHashMap",
          "java.util.TreeMap",
          "java.util.EnumMap",
          "java.util.Properties");

  private final List<String> patterns;

  /**
   * @param patterns names of classes, or of packages: {@code com.acme.*}
   */
  KnownTypes(List<String> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  /** These and others. */
  KnownTypes and(List<String> more) {
    return new KnownTypes(Stream.concat(patterns.stream(), more.stream()).distinct().toList());
  }

  /** Whether all classes in the name of the type are known. */
  boolean areKnown(String canonical) {
    for (String part : SEPARATOR.split(canonical)) {
      String name = element(part);
      if (!name.isEmpty()
          && !VALUES.contains(name)
          && !name.startsWith("java.time.")
          && patterns.stream().noneMatch(pattern -> matches(pattern, name))) {
        return false;
      }
    }
    return true;
  }

  private static String element(String part) {
    var array = ARRAY.matcher(part);
    if (array.matches()) {
      return array.group(1) == null ? "" : array.group(1);
    }
    return part.replace("[]", "");
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith(".*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
