package io.infinitic.runtime;

import io.infinitic.exceptions.Failure;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempt that a thread is running; {@link io.infinitic.tasks.Task} says what its parts are.
 */
public interface TaskContext {

  /**
   * The one of this thread.
   *
   * @throws IllegalStateException outside a task
   */
  static TaskContext current() {
    TaskContext context = CurrentTask.get();
    if (context == null) {
      throw new IllegalStateException(
          "this can only be called by a task, in the thread that runs it; thread "
              + Thread.currentThread().getName()
              + " runs none");
    }
    return context;
  }

  /** Binds this thread to an attempt; null to unbind. */
  static void bind(@Nullable TaskContext context) {
    CurrentTask.set(context);
  }

  String taskId();

  String serviceName();

  String taskName();

  String workflowId();

  String workflowName();

  int workflowVersion();

  String workerName();

  int retryIndex();

  int retrySequence();

  @Nullable Failure lastError();

  Set<String> tags();

  Map<String, byte[]> meta();

  @Nullable String batchKey();

  AutoCloseable client();

  void heartbeat(@Nullable Object details);

  <T> @Nullable T lastHeartbeat(Class<T> type);

  boolean isCancelled();

  boolean hasTimedOut();

  void onTimeOut(Runnable action);
}
