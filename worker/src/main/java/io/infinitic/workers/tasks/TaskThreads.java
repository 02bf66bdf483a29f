package io.infinitic.workers.tasks;

import io.infinitic.workers.tasks.ServiceSettings.Threads;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What tasks run in. */
final class TaskThreads {

  private TaskThreads() {}

  /**
   * Threads of that kind.
   *
   * @throws IllegalArgumentException if this JDK lacks it
   */
  static ExecutorService open(Threads kind, String name) {
    if (kind == Threads.VIRTUAL) {
      return virtual();
    }
    return Executors.newCachedThreadPool(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** By reflection: this is compiled for JDKs that lack them. */
  private static ExecutorService virtual() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(Threads.VIRTUAL.problem().orElse("no virtual threads"), e);
    }
  }
}
