package io.infinitic.values;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether code can use one value for another: the same kinds of collections, with values of the
 * same classes in them. Where a field declares a collection, code knows it as that, and only what
 * is in it counts.
 */
final class Sameness {

  private static final List<Class<?>> KINDS =
      List.of(
          List.class, Set.class, Deque.class, SortedSet.class, SortedMap.class, Properties.class);

  private final Function<@Nullable Object, String> json;

  /**
   * @param json values as JSON in which the order of elements does not count
   */
  Sameness(Function<@Nullable Object, String> json) {
    this.json = json;
  }

  boolean of(@Nullable Object value, @Nullable Object other) {
    return of(value, other, Object.class);
  }

  /**
   * @param declared what is known of both, such as the type of the field that has them
   */
  private boolean of(@Nullable Object value, @Nullable Object other, Type declared) {
    if (value == null || other == null) {
      return value == other;
    } else if (value instanceof Map<?, ?> map) {
      return other instanceof Map<?, ?> back
          && (isContainer(declared) || isLike(map, back))
          && haveSame(map, back, content(declared));
    } else if (value instanceof Collection<?> all) {
      return other instanceof Collection<?> back
          && (isContainer(declared) || isLike(all, back))
          && haveSame(all, back, content(declared));
    } else if (value instanceof Optional<?> full) {
      return other instanceof Optional<?> back
          && of(full.orElse(null), back.orElse(null), content(declared));
    } else if (value instanceof AtomicReference<?> full) {
      return other instanceof AtomicReference<?> back
          && of(full.get(), back.get(), content(declared));
    } else if (value instanceof Object[] array) {
      return other.getClass() == value.getClass()
          && haveSame(Arrays.asList(array), Arrays.asList((Object[]) other), content(declared));
    } else if (value instanceof Enum<?>) {
      return value == other;
    }
    return value.getClass() == other.getClass()
        && (Objects.deepEquals(value, other) || haveSameContent(value, other));
  }

  /** Of classes that need not know when they are equal, and may have arrays. */
  private boolean haveSameContent(Object value, Object other) {
    Class<?> type = value.getClass();
    if (type.isArray() || type == Object.class) {
      return false;
    } else if (NoValues.isOfPlatform(type)) {
      return !hasEquals(type) && json.apply(value).equals(json.apply(other));
    }
    try {
      for (Field field : HiddenFields.state(type)) {
        if (!HiddenFields.isLeftOut(field)) {
          field.setAccessible(true);
          if (!of(field.get(value), field.get(other), field.getGenericType())) {
            return false;
          }
        }
      }
      return !(value instanceof Throwable thrown)
          || Objects.equals(thrown.getMessage(), ((Throwable) other).getMessage());
    } catch (IllegalAccessException | InaccessibleObjectException | StackOverflowError e) {
      // a module that does not open it, or a value that contains itself
      return type.getTypeParameters().length == 0;
    }
  }

  private static boolean hasEquals(Class<?> type) {
    return Stream.of(type.getMethods())
        .anyMatch(
            method ->
                method.getName().equals("equals")
                    && method.getParameterCount() == 1
                    && method.getParameterTypes()[0] == Object.class
                    && method.getDeclaringClass() != Object.class);
  }

  private static boolean isLike(Object value, Object other) {
    for (Class<?> kind : KINDS) {
      if (kind.isInstance(value) && !kind.isInstance(other)) {
        return false;
      }
    }
    return !hasOrderOfItsOwn(value)
        && (!RuntimeTypes.isKept(value) || value.getClass() == other.getClass());
  }

  private static boolean hasOrderOfItsOwn(Object value) {
    Comparator<?> comparator = null;
    if (value instanceof SortedMap<?, ?> map) {
      comparator = map.comparator();
    } else if (value instanceof SortedSet<?> set) {
      comparator = set.comparator();
    }
    return comparator != null && comparator != Comparator.naturalOrder();
  }

  private boolean haveSame(Map<?, ?> map, Map<?, ?> other, Type content) {
    if (map.size() != other.size() || !other.keySet().containsAll(map.keySet())) {
      return false;
    }
    return map.entrySet().stream()
        .allMatch(entry -> of(entry.getValue(), other.get(entry.getKey()), content));
  }

  private boolean haveSame(Collection<?> all, Collection<?> other, Type content) {
    if (all.size() != other.size()) {
      return false;
    } else if (isUnordered(all) || isUnordered(other)) {
      return new HashSet<>(other).containsAll(all) || haveSameInAnyOrder(all, other, content);
    }
    Iterator<?> others = other.iterator();
    for (Object one : all) {
      if (!of(one, others.next(), content)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isUnordered(Collection<?> all) {
    return all instanceof Set<?> && !(all instanceof SortedSet<?>);
  }

  /** Of elements that do not know when they are equal. */
  private boolean haveSameInAnyOrder(Collection<?> all, Collection<?> other, Type content) {
    Map<String, List<Object>> left = new HashMap<>();
    other.forEach(one -> left.computeIfAbsent(json.apply(one), key -> new LinkedList<>()).add(one));
    for (Object one : all) {
      List<Object> alike = left.getOrDefault(json.apply(one), List.of());
      boolean found = false;
      for (Iterator<Object> at = alike.iterator(); at.hasNext() && !found; ) {
        found = of(one, at.next(), content);
        if (found) {
          at.remove();
        }
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private static boolean isContainer(Type declared) {
    Class<?> type = rawClass(declared);
    return Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
  }

  /** What is declared of elements or of a map's values. */
  private static Type content(Type declared) {
    if (declared instanceof ParameterizedType type) {
      Type[] arguments = type.getActualTypeArguments();
      return arguments[arguments.length - 1];
    } else if (declared instanceof GenericArrayType array) {
      return array.getGenericComponentType();
    }
    return declared instanceof Class<?> type && type.isArray()
        ? type.getComponentType()
        : Object.class;
  }

  private static Class<?> rawClass(Type declared) {
    if (declared instanceof Class<?> type) {
      return type;
    } else if (declared instanceof ParameterizedType type) {
      return rawClass(type.getRawType());
    }
    return declared instanceof WildcardType wildcard
        ? rawClass(wildcard.getUpperBounds()[0])
        : Object.class;
  }
}
