package io.infinitic.runtime;

import io.infinitic.exceptions.Failure;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that a thread is running.
 *
 * @param attempt from 1
 * @param lastError what ended the attempt before
 */
public record TaskContext(
    String taskId,
    String serviceName,
    String taskName,
    String workflowId,
    String workflowName,
    String workerName,
    int attempt,
    @Nullable Failure lastError,
    Set<String> tags,
    Map<String, byte[]> meta) {

  private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

  /**
   * The one of this thread.
   *
   * @throws IllegalStateException outside a task
   */
  public static TaskContext current() {
    TaskContext context = CURRENT.get();
    if (context == null) {
      throw new IllegalStateException(
          "this can only be called by a task, in the thread that runs it; thread "
              + Thread.currentThread().getName()
              + " runs none");
    }
    return context;
  }

  /** Binds this thread to an attempt; null to unbind. */
  public static void bind(@Nullable TaskContext context) {
    if (context == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(context);
    }
  }
}
