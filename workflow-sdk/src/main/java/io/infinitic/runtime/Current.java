package io.infinitic.runtime;

import org.jspecify.annotations.Nullable;

/** Which runtime a thread belongs to. */
final class Current {

  private static final ThreadLocal<@Nullable WorkflowRuntime> RUNTIME = new ThreadLocal<>();

  private Current() {}

  static WorkflowRuntime get() {
    WorkflowRuntime runtime = RUNTIME.get();
    if (runtime == null) {
      throw new IllegalStateException(
          "this can only be called by workflow code, in the thread that runs it; thread "
              + Thread.currentThread().getName()
              + " runs none. In a task, do it directly; in a client, use InfiniticClient.");
    }
    return runtime;
  }

  static @Nullable WorkflowRuntime find() {
    return RUNTIME.get();
  }

  static void set(@Nullable WorkflowRuntime runtime) {
    if (runtime == null) {
      RUNTIME.remove();
    } else {
      RUNTIME.set(runtime);
    }
  }
}
