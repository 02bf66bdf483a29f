package io.infinitic.workers.replay;

import io.infinitic.annotations.CheckMode;
import io.infinitic.workflows.WorkflowCheckMode;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How closely the commands of a workflow class are compared, by the method that issues them. */
final class CheckModes {

  private final Class<?> implementation;
  private final WorkflowCheckMode ofClass;
  private final Map<Method, WorkflowCheckMode> ofMethods = new HashMap<>();

  CheckModes(Class<?> implementation) {
    this.implementation = implementation;
    ofClass = mode(implementation.getAnnotation(CheckMode.class), WorkflowCheckMode.simple);
  }

  WorkflowCheckMode ofClass() {
    return ofClass;
  }

  /**
   * @param method of the interface
   */
  WorkflowCheckMode of(Method method) {
    return ofMethods.computeIfAbsent(method, this::find);
  }

  private WorkflowCheckMode find(Method method) {
    try {
      return mode(
          implementation
              .getMethod(method.getName(), method.getParameterTypes())
              .getAnnotation(CheckMode.class),
          ofClass);
    } catch (NoSuchMethodException e) {
      return ofClass; // a generic method, implemented by a bridge
    }
  }

  private static WorkflowCheckMode mode(
      @Nullable CheckMode annotation, WorkflowCheckMode otherwise) {
    return annotation == null ? otherwise : annotation.mode();
  }
}
