package io.infinitic.values;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The types of values that no declaration tells. */
final class RuntimeTypes {

  private RuntimeTypes() {}

  /** What the value, with the elements of its collections, can be read back by. */
  static JavaType of(@Nullable Object value, TypeFactory types) {
    if (value == null) {
      return TypeFactory.unknownType();
    } else if (value instanceof Map<?, ?> map) {
      return types.constructParametricType(
          Map.class, common(map.keySet(), types), common(map.values(), types));
    } else if (value instanceof Collection<?> collection) {
      return types.constructParametricType(
          collection instanceof Set<?> ? Set.class : List.class, common(collection, types));
    }
    return types.constructType(
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass());
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
        && type.getAnnotation(JsonTypeInfo.class) == null;
  }

  private static JavaType common(Collection<?> values, TypeFactory types) {
    JavaType common = null;
    for (Object value : values) {
      JavaType type = of(value, types);
      if (common != null && !common.equals(type)) {
        return TypeFactory.unknownType();
      }
      common = type;
    }
    return common == null ? TypeFactory.unknownType() : common;
  }
}
