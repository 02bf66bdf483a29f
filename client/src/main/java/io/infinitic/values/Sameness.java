package io.infinitic.values;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether code can use one value for another: the same kinds of collections, with values of the
 * same classes in them.
 */
final class Sameness {

  private static final List<Class<?>> KINDS =
      List.of(
          List.class, Set.class, Deque.class, SortedSet.class, SortedMap.class, Properties.class);

  private Sameness() {}

  static boolean of(@Nullable Object value, @Nullable Object other) {
    if (value == null || other == null) {
      return value == other;
    } else if (value instanceof Map<?, ?> map) {
      return other instanceof Map<?, ?> back && isLike(map, back) && haveSame(map, back);
    } else if (value instanceof Collection<?> all) {
      return other instanceof Collection<?> back && isLike(all, back) && haveSame(all, back);
    } else if (value instanceof Optional<?> full) {
      return other instanceof Optional<?> back && of(full.orElse(null), back.orElse(null));
    } else if (value instanceof Object[] array) {
      return other.getClass() == value.getClass()
          && haveSame(Arrays.asList(array), Arrays.asList((Object[]) other));
    } else if (value instanceof Enum<?>) {
      return value == other;
    }
    return value.getClass() == other.getClass()
        && (Objects.deepEquals(value, other) || haveSameFields(value, other));
  }

  /** Of the user's classes, which need not know when they are equal, and may have arrays. */
  private static boolean haveSameFields(Object value, Object other) {
    Class<?> type = value.getClass();
    if (NoValues.isOfPlatform(type) || type.isArray() || type == Object.class) {
      return false;
    }
    try {
      for (Field field : HiddenFields.state(type)) {
        if (!HiddenFields.isLeftOut(field)) {
          field.setAccessible(true);
          if (!of(field.get(value), field.get(other))) {
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

  private static boolean isLike(Object value, Object other) {
    for (Class<?> kind : KINDS) {
      if (kind.isInstance(value) && !kind.isInstance(other)) {
        return false;
      }
    }
    boolean sorted =
        value instanceof SortedMap<?, ?> map && map.comparator() != null
            || value instanceof SortedSet<?> set && set.comparator() != null;
    return !sorted && (!RuntimeTypes.isKept(value) || value.getClass() == other.getClass());
  }

  private static boolean haveSame(Map<?, ?> map, Map<?, ?> other) {
    if (map.size() != other.size() || !other.keySet().containsAll(map.keySet())) {
      return false;
    }
    return map.entrySet().stream()
        .allMatch(entry -> of(entry.getValue(), other.get(entry.getKey())));
  }

  private static boolean haveSame(Collection<?> all, Collection<?> other) {
    if (all.size() != other.size()) {
      return false;
    } else if (all instanceof Set<?> && !(all instanceof SortedSet<?>)) {
      return other.containsAll(all);
    }
    Iterator<?> others = other.iterator();
    for (Object one : all) {
      if (!of(one, others.next())) {
        return false;
      }
    }
    return true;
  }
}
