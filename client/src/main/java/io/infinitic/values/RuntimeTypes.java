package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of values that no declaration tells. */
final class RuntimeTypes {

  /** Classes of the JDK that code may ask for by name; others are what their interface says. */
  private static final Set<String> KEPT =
      Set.of(
          "java.util.LinkedList",
          "java.util.ArrayDeque",
          "java.util.TreeSet",
          "java.util.LinkedHashSet",
          "java.util.TreeMap",
          "java.util.EnumMap");

  private RuntimeTypes() {}

  /** What the value, with the elements of its collections, can be read back by. */
  static JavaType of(@Nullable Object value, TypeFactory types) {
    if (value == null) {
      return TypeFactory.unknownType();
    } else if (value instanceof Properties) {
      return types.constructType(Properties.class);
    } else if (value instanceof Map<?, ?> map) {
      JavaType keys = common(map.keySet(), types);
      if (map instanceof EnumMap<?, ?> && map.isEmpty()) {
        return types.constructParametricType(Map.class, keys, TypeFactory.unknownType());
      }
      return types.constructParametricType(
          isKept(map) ? map.getClass() : Map.class, keys, common(map.values(), types));
    } else if (value instanceof Collection<?> all) {
      Class<?> kind = all instanceof Set<?> ? Set.class : List.class;
      return types.constructParametricType(isKept(all) ? all.getClass() : kind, common(all, types));
    } else if (value instanceof Optional<?> optional) {
      return types.constructParametricType(Optional.class, of(optional.orElse(null), types));
    } else if (value instanceof ZoneId && !(value instanceof ZoneOffset)) {
      return types.constructType(ZoneId.class); // its class is not public
    }
    return types.constructType(
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
  }

  /** Whether a collection is read as its own class, not as what its interface says. */
  static boolean isKept(Object collection) {
    return KEPT.contains(collection.getClass().getName());
  }

  /** Whether JSON alone does not tell which class to read it as. */
  static boolean isOpen(Type declared) {
    Class<?> type = TypeFactory.rawClass(declared);
    boolean concrete = !Modifier.isAbstract(type.getModifiers()) && type != Object.class;
    return !concrete
        && !type.isArray()
        && !type.isPrimitive()
        && !Collection.class.isAssignableFrom(type)
        && !Map.class.isAssignableFrom(type)
        && !type.isSealed()
        && type.getAnnotation(JsonTypeInfo.class) == null;
  }

  private static JavaType common(Collection<?> values, TypeFactory types) {
    JavaType common = TypeFactory.unknownType();
    boolean first = true;
    for (Object value : values) {
      if (value != null) {
        JavaType type = of(value, types);
        common = first ? type : common(common, type, types);
        first = false;
      }
    }
    return common;
  }

  /** What both can be read by: of elements that are empty, what the other tells. */
  private static JavaType common(JavaType one, JavaType other, TypeFactory types) {
    if (one.equals(other)) {
      return one;
    } else if (one.getRawClass() == other.getRawClass() && one.containedTypeCount() > 0) {
      JavaType[] contents = new JavaType[one.containedTypeCount()];
      for (int i = 0; i < contents.length; i++) {
        JavaType mine = one.containedType(i);
        JavaType its = other.containedType(i);
        contents[i] =
            mine.isJavaLangObject()
                ? its
                : its.isJavaLangObject() ? mine : common(mine, its, types);
      }
      return types.constructParametricType(one.getRawClass(), contents);
    }
    Class<?> sealed = sealed(one.getRawClass(), other.getRawClass());
    return sealed == null ? TypeFactory.unknownType() : types.constructType(sealed);
  }

  /** The sealed type of which both are kinds; those of the JDK say nothing of a value. */
  private static @Nullable Class<?> sealed(Class<?> one, Class<?> other) {
    if (isSealedFor(one, other)) {
      return one;
    }
    return Arrays.stream(one.getInterfaces())
        .filter(type -> isSealedFor(type, other))
        .findFirst()
        .orElseGet(
            () -> {
              Class<?> parent = one.getSuperclass();
              List<Class<?>> above = List.of(one.getInterfaces());
              Class<?> found =
                  parent == null || parent == Object.class ? null : sealed(parent, other);
              for (Class<?> type : above) {
                found = found == null ? sealed(type, other) : found;
              }
              return found;
            });
  }

  private static boolean isSealedFor(Class<?> type, Class<?> other) {
    return type.isSealed() && type.isAssignableFrom(other) && !type.getName().startsWith("java.");
  }
}
