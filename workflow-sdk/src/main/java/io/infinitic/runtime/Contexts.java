package io.infinitic.runtime;

import io.infinitic.interceptors.ContextPropagator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What several propagators do together. */
public final class Contexts {

  private Contexts() {}

  /**
   * The meta data of something that the current thread starts: what was given for it, and the
   * thread's context where that says nothing.
   */
  public static Map<String, byte[]> capture(
      List<ContextPropagator> propagators, Map<String, byte[]> given) {
    if (propagators.isEmpty()) {
      return given;
    }
    Map<String, byte[]> all = new HashMap<>();
    propagators.forEach(propagator -> all.putAll(propagator.capture()));
    all.putAll(given);
    return all;
  }

  /** Gives the current thread the context that is in the meta data, until closed. */
  public static ContextPropagator.Restored restore(
      List<ContextPropagator> propagators, Map<String, byte[]> meta) {
    Deque<ContextPropagator.Restored> restored = new ArrayDeque<>();
    ContextPropagator.Restored all = () -> closeAll(restored);
    try {
      propagators.forEach(propagator -> restored.push(propagator.restore(meta)));
    } catch (RuntimeException | Error e) {
      try {
        all.close();
      } catch (RuntimeException | Error closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    return all;
  }

  /** One that throws does not keep the others from being closed. */
  private static void closeAll(Deque<ContextPropagator.Restored> restored) {
    if (!restored.isEmpty()) {
      try {
        restored.pop().close();
      } finally {
        closeAll(restored);
      }
    }
  }
}
