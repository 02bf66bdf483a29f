package io.infinitic.interceptors;

import java.util.Map;

/**
 * Carries a context that threads have, such as a trace or a tenant, from the client that starts a
 * workflow to the workflow's code, its child workflows and its tasks. It travels in their meta
 * data, by the keys that {@link #capture} gives: choose ones that nobody else uses.
 */
public interface ContextPropagator {

  /** The context of the current thread, as entries of meta data; empty if it has none. */
  Map<String, byte[]> capture();

  /**
   * Gives the current thread the context that is in the meta data.
   *
   * @param meta all meta data of the workflow or the task
   * @return gives the thread back what it had; closed by the same thread
   */
  Restored restore(Map<String, byte[]> meta);

  /** A context that a thread has for a while. */
  @FunctionalInterface
  interface Restored extends AutoCloseable {
    @Override
    void close();
  }
}
