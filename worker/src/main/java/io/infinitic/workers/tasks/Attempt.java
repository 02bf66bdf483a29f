package io.infinitic.workers.tasks;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An attempt that a thread runs. */
record Attempt(
    String taskId,
    String serviceName,
    String taskName,
    String workflowId,
    String workflowName,
    String workerName,
    int retryIndex,
    @Nullable Failure lastError,
    Set<String> tags,
    Map<String, byte[]> meta)
    implements TaskContext {

  @Override
  public int workflowVersion() {
    return 0;
  }

  @Override
  public int retrySequence() {
    return 0;
  }

  @Override
  public @Nullable String batchKey() {
    return null;
  }

  @Override
  public AutoCloseable client() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void heartbeat(@Nullable Object details) {}

  @Override
  public <T> @Nullable T lastHeartbeat(Class<T> type) {
    return null;
  }

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public boolean hasTimedOut() {
    return false;
  }

  @Override
  public void onTimeOut(Runnable action) {}
}
