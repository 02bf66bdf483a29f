package io.infinitic.workers.tasks;

import io.infinitic.annotations.Delegated;
import io.infinitic.annotations.Retry;
import io.infinitic.annotations.Timeout;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.workers.Definition;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a service, with the annotations of its class. Those of a method are stronger than
 * those of the class, and these than what the class implements; a superclass's count as its own.
 */
public final class TaskMethods {

  private final Definition definition;
  private final Map<Method, TaskMethod> methods = new HashMap<>();

  /**
   * @param instance the service; null if it is only to be checked
   * @throws IllegalArgumentException if an annotation cannot be followed
   */
  public TaskMethods(Definition definition, @Nullable Object instance) {
    this.definition = definition;
    Class<?> implementation = definition.implementation();
    Map<Method, BatchMethod> batches = BatchMethod.of(definition);
    Retry classRetry = onClass(implementation, Retry.class);
    Timeout classTimeout = onClass(implementation, Timeout.class);
    for (Method declared : definition.methods()) {
      BatchMethod batch = batches.get(declared);
      Method method = batch == null ? declared : batch.method();
      Retry retry = onMethod(implementation, method, Retry.class);
      Timeout timeout = onMethod(implementation, method, Timeout.class);
      methods.put(
          declared,
          new TaskMethod(
              declared,
              onMethod(implementation, method, Delegated.class) != null,
              retry == null ? ofClass(classRetry, instance) : make(retry.with()),
              timeout == null ? ofClass(classTimeout, instance) : make(timeout.with()),
              batch));
    }
  }

  /** The task of that name and number of arguments. */
  public Optional<TaskMethod> find(String name, int arity) {
    return definition.method(name, arity).map(methods::get);
  }

  /** Tasks of the largest batch; 1 if there are no batches. */
  int largestBatch() {
    return methods.values().stream()
        .map(TaskMethod::batch)
        .mapToInt(batch -> batch == null ? 1 : batch.maxMessages())
        .max()
        .orElse(1);
  }

  private static @Nullable WithRetry ofClass(@Nullable Retry annotation, @Nullable Object service) {
    if (annotation != null) {
      return make(annotation.with());
    }
    return service instanceof WithRetry retry ? retry : null;
  }

  private static @Nullable WithTimeout ofClass(
      @Nullable Timeout annotation, @Nullable Object service) {
    if (annotation != null) {
      return make(annotation.with());
    }
    return service instanceof WithTimeout timeout ? timeout : null;
  }

  private static <A extends Annotation> @Nullable A onClass(Class<?> type, Class<A> annotation) {
    for (Class<?> one = type; one != null; one = one.getSuperclass()) {
      A found = one.getAnnotation(annotation);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Of the class's method, or of that which it overrides in a superclass. */
  private static <A extends Annotation> @Nullable A onMethod(
      Class<?> type, Method method, Class<A> annotation) {
    for (Class<?> one = type; one != null; one = one.getSuperclass()) {
      try {
        A found =
            one.getDeclaredMethod(method.getName(), method.getParameterTypes())
                .getAnnotation(annotation);
        if (found != null) {
          return found;
        }
      } catch (NoSuchMethodException e) {
        // a superclass may have it
      }
    }
    return null;
  }

  private static <T> T make(Class<T> type) {
    try {
      Constructor<T> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalArgumentException(
          "%s, named by an annotation, cannot be made by a constructor without parameters: %s"
              .formatted(type.getName(), e),
          e);
    }
  }
}
