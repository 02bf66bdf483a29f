package io.infinitic.workers.tasks;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.infinitic.annotations.Batch;
import io.infinitic.workers.Definition;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * A method that does many tasks at once.
 *
 * @param method of the service's class
 * @param takesLists whether it takes the arguments of each task as a list
 * @param maxMessages most tasks of a batch
 * @param maxMillis how long the first task of a batch waits for others
 */
record BatchMethod(Method method, boolean takesLists, int maxMessages, long maxMillis) {

  /**
   * Those of a service, by the task that they do.
   *
   * @throws IllegalArgumentException if one does not fit a task
   */
  static Map<Method, BatchMethod> of(Definition definition) {
    Map<Method, BatchMethod> batches = new HashMap<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Class<?> type = definition.implementation(); type != null; type = type.getSuperclass()) {
      for (Method method : type.getDeclaredMethods()) {
        Batch batch = method.getAnnotation(Batch.class);
        if (batch != null && !method.isBridge() && seen.add(overridden(method))) {
          Signature signature = new Signature(definition, method);
          Method task = signature.task();
          if (batches.put(task, signature.bounded(batch)) != null) {
            throw new IllegalArgumentException("there are two @Batch methods for " + task);
          }
        }
      }
    }
    return batches;
  }

  /**
   * A proxy that implements the interface alone does not have the method.
   *
   * @throws IllegalArgumentException if the method cannot be called on the object
   */
  void requireCallableOn(Object instance) {
    if (!method.getDeclaringClass().isInstance(instance)) {
      throw new IllegalArgumentException(
          "@Batch method %s.%s cannot be called through %s, which is a proxy of the interface: give the worker the object behind it, or a proxy that extends the class"
              .formatted(
                  method.getDeclaringClass().getName(),
                  method.getName(),
                  instance.getClass().getName()));
    }
  }

  /** What is the same in a superclass's method that it overrides. */
  private static List<Object> overridden(Method method) {
    return List.of(method.getName(), List.of(method.getParameterTypes()));
  }

  /** What a method declares. */
  private record Signature(Definition definition, Method method) {

    private Method task() {
      JavaType[] parameters = resolve(method, method.getGenericParameterTypes());
      if (parameters.length != 1 || !isByTaskId(parameters[0])) {
        throw mistake("takes no Map<String, I>");
      }
      JavaType result = resolve(method, method.getGenericReturnType())[0];
      if (!isByTaskId(result)) {
        throw mistake("returns no Map<String, O>");
      }
      JavaType input = parameters[0].getContentType();
      List<Method> tasks =
          definition.methods().stream()
              .filter(task -> task.getName().equals(method.getName()) && fits(task, input))
              .toList();
      if (tasks.size() != 1) {
        throw mistake(
            tasks.isEmpty()
                ? "fits no task of that name: for one parameter, I is its type; for several or"
                    + " none, List<Object>"
                : "fits several tasks: " + tasks);
      }
      JavaType output = resolve(tasks.get(0), resultType(tasks.get(0)))[0];
      if (!boxed(result.getContentType()).isTypeOrSubTypeOf(boxed(output).getRawClass())) {
        throw mistake("returns " + result.getContentType() + " for tasks that return " + output);
      }
      return tasks.get(0);
    }

    private boolean fits(Method task, JavaType input) {
      return task.getParameterCount() == 1
          ? boxed(resolve(task, task.getGenericParameterTypes())[0]).equals(input)
          : isListOfObjects(input);
    }

    private BatchMethod bounded(Batch batch) {
      if (batch.maxMessages() < 1) {
        throw mistake("has maxMessages = " + batch.maxMessages());
      }
      if (!(batch.maxSeconds() >= 0 && batch.maxSeconds() <= 86_400)) {
        throw mistake("has maxSeconds = " + batch.maxSeconds() + ", not between 0 and a day");
      }
      JavaType parameter = resolve(method, method.getGenericParameterTypes())[0];
      method.setAccessible(true);
      return new BatchMethod(
          method,
          task().getParameterCount() != 1 && isListOfObjects(parameter.getContentType()),
          batch.maxMessages(),
          Math.round(batch.maxSeconds() * 1_000));
    }

    private IllegalArgumentException mistake(String what) {
      return new IllegalArgumentException(
          "@Batch method %s.%s %s; it must be Map<String, O> %s(Map<String, I>)"
              .formatted(
                  method.getDeclaringClass().getName(), method.getName(), what, method.getName()));
    }

    /** With the type variables as the service's class binds them. */
    private JavaType[] resolve(Method of, Type... types) {
      TypeFactory factory = TypeFactory.defaultInstance();
      JavaType owner =
          factory.constructType(definition.implementation()).findSuperType(of.getDeclaringClass());
      JavaType[] resolved = new JavaType[types.length];
      for (int i = 0; i < types.length; i++) {
        resolved[i] = factory.resolveMemberType(types[i], owner.getBindings());
      }
      return resolved;
    }

    private Type resultType(Method task) {
      JavaType result = resolve(task, task.getGenericReturnType())[0];
      JavaType stage = result.findSuperType(CompletionStage.class);
      return stage == null ? result : stage.containedTypeOrUnknown(0);
    }

    private static boolean isByTaskId(JavaType type) {
      return type.hasRawClass(Map.class) && type.getKeyType().hasRawClass(String.class);
    }

    private static boolean isListOfObjects(JavaType type) {
      return type.hasRawClass(List.class) && type.getContentType().hasRawClass(Object.class);
    }

    private static JavaType boxed(JavaType type) {
      return type.isPrimitive()
          ? TypeFactory.defaultInstance()
              .constructType(MethodType.methodType(type.getRawClass()).wrap().returnType())
          : type;
    }
  }
}
