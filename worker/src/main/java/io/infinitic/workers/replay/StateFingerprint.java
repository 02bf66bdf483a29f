package io.infinitic.workers.replay;

import io.infinitic.annotations.Ignore;
import io.infinitic.stubs.Stubs;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The fields of an object as text, deep enough to notice a change: through arrays, collections,
 * maps, what else holds values, and objects of users' classes. Stubs, channels, deferreds and
 * loggers are not state.
 */
final class StateFingerprint {

  private static final int MOST_CHARACTERS = 1_000_000;
  private static final int DEEPEST = 50;

  private final StringBuilder text = new StringBuilder();
  private final Map<Object, Integer> seen = new IdentityHashMap<>();

  private StateFingerprint() {}

  /** By field: a superclass may have one of the same name. */
  static Map<Field, String> of(Object object) {
    Map<Field, String> fields = new LinkedHashMap<>();
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (isState(field)) {
          StateFingerprint fingerprint = new StateFingerprint();
          fingerprint.add(get(field, object), 0);
          fields.put(field, fingerprint.text.toString());
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
    } else if (held(value) != null || isOfUser(type)) {
      addOnce(value, depth);
    } else if (value instanceof Random random) {
      text.append(seed(random)).append(';');
    } else if (value instanceof ByteBuffer buffer) {
      text.append(buffer).append(buffer.duplicate().clear().hashCode()).append(';');
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
        || value instanceof CodesRandom // which draws nothing for a query
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
      return;
    }
    Iterable<?> held = held(value);
    if (held == null) {
      addFields(value, depth);
      return;
    }
    text.append('[');
    held.forEach(one -> add(one, depth + 1));
    text.append(']');
  }

  /** What the platform's containers hold, which their own fields or text do not tell. */
  private static @Nullable Iterable<?> held(Object value) {
    if (value instanceof Collection<?> collection) {
      return collection;
    } else if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>(2 * map.size());
      map.forEach(
          (key, one) -> {
            entries.add(key);
            entries.add(one);
          });
      return entries;
    } else if (value instanceof Map.Entry<?, ?> entry) {
      return Arrays.asList(entry.getKey(), entry.getValue());
    } else if (value instanceof Optional<?> optional) {
      return optional.stream().toList();
    } else if (value instanceof AtomicReference<?> reference) {
      return Arrays.asList(reference.get());
    } else if (value instanceof AtomicReferenceArray<?> array) {
      return IntStream.range(0, array.length()).mapToObj(array::get).toList();
    } else if (value instanceof AtomicMarkableReference<?> reference) {
      return Arrays.asList(reference.getReference(), reference.isMarked());
    } else if (value instanceof AtomicStampedReference<?> reference) {
      return Arrays.asList(reference.getReference(), reference.getStamp());
    }
    return null;
  }

  /** Only its serialized form tells what it gives next. */
  private static String seed(Random random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(random);
    } catch (IOException | RuntimeException e) {
      return random.toString();
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
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
    if (value instanceof Random random) {
      text.append(seed(random));
    }
    text.append(')');
  }
}
