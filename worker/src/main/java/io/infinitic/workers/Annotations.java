package io.infinitic.workers;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Annotations of a class and of what it inherits. A subclass's come before a superclass's, and
 * those of classes before those of interfaces.
 */
public final class Annotations {

  private final Set<Class<?>> classes = new LinkedHashSet<>();
  private final Set<Class<?>> interfaces = new LinkedHashSet<>();

  private Annotations(Class<?> type) {
    for (Class<?> one = type; one != null; one = one.getSuperclass()) {
      classes.add(one);
    }
    classes.forEach(this::addInterfaces);
  }

  private void addInterfaces(Class<?> type) {
    for (Class<?> one : type.getInterfaces()) {
      interfaces.add(one);
      addInterfaces(one);
    }
  }

  /** Those of a class. */
  public static Annotations of(Class<?> type) {
    return new Annotations(type);
  }

  /** That on the class or a superclass. */
  public <A extends Annotation> @Nullable A onClass(Class<A> annotation) {
    return first(classes, type -> type.getAnnotation(annotation));
  }

  /** That on an interface of the class. */
  public <A extends Annotation> @Nullable A onInterface(Class<A> annotation) {
    return first(interfaces, type -> type.getAnnotation(annotation));
  }

  /** That on the class's method, or on the one that it overrides in a superclass. */
  public <A extends Annotation> @Nullable A onMethodOfClass(Method method, Class<A> annotation) {
    return first(classes, type -> on(type, method, annotation));
  }

  /** That on the method of an interface that the class's method implements. */
  public <A extends Annotation> @Nullable A onMethodOfInterface(
      Method method, Class<A> annotation) {
    A own = method.getAnnotation(annotation);
    return own != null ? own : first(interfaces, type -> on(type, method, annotation));
  }

  private static <A> @Nullable A first(
      Set<Class<?>> types, Function<Class<?>, @Nullable A> annotation) {
    for (Class<?> type : types) {
      A found = annotation.apply(type);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static <A extends Annotation> @Nullable A on(
      Class<?> type, Method method, Class<A> annotation) {
    try {
      return type.getDeclaredMethod(method.getName(), method.getParameterTypes())
          .getAnnotation(annotation);
    } catch (NoSuchMethodException e) {
      return null; // another type may have it
    }
  }
}
