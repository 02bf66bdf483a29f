package io.infinitic.workers.replay;

import io.infinitic.annotations.CheckMode;
import io.infinitic.stubs.Annotations;
import io.infinitic.workflows.WorkflowCheckMode;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How closely the commands of a workflow class are compared, by the method that issues them. */
final class CheckModes {

  private final Annotations annotations;
  private final WorkflowCheckMode ofClass;
  private final Map<Method, WorkflowCheckMode> ofMethods = new HashMap<>();

  CheckModes(Class<?> implementation) {
    annotations = Annotations.of(implementation);
    ofClass = mode(annotations.onClass(CheckMode.class), WorkflowCheckMode.simple);
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
    return mode(annotations.onMethodOfClass(method, CheckMode.class), ofClass);
  }

  private static WorkflowCheckMode mode(
      @Nullable CheckMode annotation, WorkflowCheckMode otherwise) {
    return annotation == null ? otherwise : annotation.mode();
  }
}
