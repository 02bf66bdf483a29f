package io.infinitic.workers.replay;

import io.infinitic.annotations.Ignore;
import io.infinitic.stubs.Stubs;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The fields of an object as text, deep enough to notice a change: through arrays, collections,
 * maps and objects of users' classes. Stubs, channels, deferreds and loggers are not state.
 */
final class StateFingerprint {

  private static final int MOST_CHARACTERS = 1_000_000;
  private static final int DEEPEST = 50;

  private final StringBuilder text = new StringBuilder();
  private final Map<Object, Integer> seen = new IdentityHashMap<>();

  private StateFingerprint() {}

  /** By name of the field. */
  static Map<String, String> of(Object object) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (isState(field)) {
          StateFingerprint fingerprint = new StateFingerprint();
          fingerprint.add(get(field, object), 0);
          fields.put(field.getName(), fingerprint.text.toString());
        }
      }
    }
    return fields;
  }

  private static boolean isState(Field field) {
    return !Modifier.isStatic(field.getModifiers())
        && !field.isSynthetic()
        && !field.isAnnotationPresent(Ignore.class);
  }

  private static @Nullable Object get(Field field, Object object) {
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return null;
    }
  }

  private void add(@Nullable Object value, int depth) {
    if (value == null || depth > DEEPEST || text.length() > MOST_CHARACTERS) {
      text.append("null;");
      return;
    }
    Class<?> type = value.getClass();
    if (isNoState(value)) {
      text.append(System.identityHashCode(value)).append(';');
    } else if (type.isArray()) {
      addArray(value, depth);
    } else if (value instanceof Collection<?> || value instanceof Map<?, ?> || isOfUser(type)) {
      addOnce(value, depth);
    } else {
      text.append(value).append(';');
    }
  }

  private static boolean isNoState(Object value) {
    return value instanceof Deferred<?>
        || value instanceof Channel<?>
        || value instanceof Logger
        || value instanceof Class<?>
        || value instanceof Thread
        || Stubs.handlerOf(value) != null;
  }

  private static boolean isOfUser(Class<?> type) {
    return !type.isEnum()
        && !type.isHidden()
        && !type.getName().startsWith("java.")
        && !type.getName().startsWith("javax.")
        && !type.getName().startsWith("jdk.");
  }

  private void addArray(Object array, int depth) {
    text.append('[');
    for (int i = 0; i < Array.getLength(array); i++) {
      add(Array.get(array, i), depth + 1);
    }
    text.append(']');
  }

  private void addOnce(Object value, int depth) {
    Integer number = seen.putIfAbsent(value, seen.size());
    if (number != null) {
      text.append('#').append(number).append(';');
    } else if (value instanceof Collection<?> collection) {
      text.append('[');
      collection.forEach(one -> add(one, depth + 1));
      text.append(']');
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      map.forEach(
          (key, one) -> {
            add(key, depth + 1);
            add(one, depth + 1);
          });
      text.append('}');
    } else {
      addFields(value, depth);
    }
  }

  private void addFields(Object value, int depth) {
    text.append('(');
    for (Class<?> type = value.getClass();
        type != null && isOfUser(type);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (isState(field)) {
          add(get(field, value), depth + 1);
        }
      }
    }
    text.append(')');
  }
}
