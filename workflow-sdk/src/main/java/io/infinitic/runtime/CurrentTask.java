package io.infinitic.runtime;

import org.jspecify.annotations.Nullable;

/** Which attempt a thread runs. */
final class CurrentTask {

  private static final ThreadLocal<@Nullable TaskContext> CONTEXT = new ThreadLocal<>();

  private CurrentTask() {}

  static @Nullable TaskContext get() {
    return CONTEXT.get();
  }

  static void set(@Nullable TaskContext context) {
    if (context == null) {
      CONTEXT.remove();
    } else {
      CONTEXT.set(context);
    }
  }
}
