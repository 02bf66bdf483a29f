package io.infinitic.workers.workflows;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Static fields of a workflow class that can change. They are shared by all runs of a process and
 * lost with it, so a replay does not see what the first execution saw.
 */
final class StaticState {

  private StaticState() {}

  /** Names of such fields, with why. */
  static List<String> of(Class<?> implementation) {
    List<String> fields = new ArrayList<>();
    for (Class<?> type = implementation;
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
          if (!Modifier.isFinal(field.getModifiers())) {
            fields.add(field.getName() + " (not final)");
          } else if (isMutable(field.getType())) {
            fields.add(field.getName() + " (a " + field.getType().getSimpleName() + ")");
          }
        }
      }
    }
    return fields;
  }

  private static boolean isMutable(Class<?> type) {
    return Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type)
        || (Number.class.isAssignableFrom(type)
            && type.getName().startsWith("java.util.concurrent.atomic"))
        || AtomicReference.class.isAssignableFrom(type)
        || AtomicBoolean.class.isAssignableFrom(type);
  }
}
