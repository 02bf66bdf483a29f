package io.infinitic.workers.tasks;

import io.infinitic.annotations.Delegated;
import io.infinitic.annotations.Retry;
import io.infinitic.annotations.Timeout;
import io.infinitic.schemas.Payload;
import io.infinitic.stubs.Annotations;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a service, with the annotations of its class. Those of a method are stronger than
 * those of the class, and these than what the class implements; a superclass's count as its own.
 * Those of the interface are the weakest.
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
    Annotations annotations = Annotations.of(implementation);
    Timeout classTimeout = annotations.onClass(Timeout.class);
    for (Method declared : definition.methods()) {
      BatchMethod batch = batches.get(declared);
      if (batch != null && instance != null) {
        batch.requireCallableOn(instance);
      }
      Method method = batch == null ? declared : batch.method();
      // On the interface, it limits the whole task: that is the caller's to ask for.
      Timeout timeout = annotations.onMethodOfClass(method, Timeout.class);
      methods.put(
          declared,
          new TaskMethod(
              declared,
              annotations.onMethodOfClass(method, Delegated.class) != null
                  || onInterface(declared, Delegated.class) != null,
              retry(annotations, declared, method, instance),
              timeout == null ? ofClass(classTimeout, instance) : make(timeout.with()),
              batch));
    }
  }

  /** That of the class's method, else of the class, else of the interface's method, else of it. */
  private @Nullable WithRetry retry(
      Annotations annotations, Method declared, Method method, @Nullable Object instance) {
    Retry found = annotations.onMethodOfClass(method, Retry.class);
    if (found == null) {
      found = annotations.onClass(Retry.class);
    }
    if (found == null && instance instanceof WithRetry retry) {
      return retry;
    }
    if (found == null) {
      found = onInterface(declared, Retry.class);
    }
    if (found == null) {
      found = annotations.onInterface(Retry.class);
    }
    return found == null ? null : make(found.with());
  }

  /** What the contract says of its method comes before what other interfaces of the class say. */
  private <A extends Annotation> @Nullable A onInterface(Method declared, Class<A> annotation) {
    A found = Annotations.of(definition.contract()).onMethodOfInterface(declared, annotation);
    return found != null
        ? found
        : Annotations.of(definition.implementation()).onMethodOfInterface(declared, annotation);
  }

  /** The task that a call means. */
  public Optional<TaskMethod> find(String name, List<Payload> arguments, Payloads payloads) {
    return definition.method(name, arguments, payloads).map(methods::get);
  }

  /** Tasks of the largest batch; 1 if there are no batches. */
  int largestBatch() {
    return methods.values().stream()
        .map(TaskMethod::batch)
        .mapToInt(batch -> batch == null ? 1 : batch.maxMessages())
        .max()
        .orElse(1);
  }

  private static @Nullable WithTimeout ofClass(
      @Nullable Timeout annotation, @Nullable Object service) {
    if (annotation != null) {
      return make(annotation.with());
    }
    return service instanceof WithTimeout timeout ? timeout : null;
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
