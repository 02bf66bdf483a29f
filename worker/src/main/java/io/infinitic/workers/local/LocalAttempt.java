package io.infinitic.workers.local;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.Running;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An attempt of a local task, for its code. Nobody hears heartbeats: it is over before one would be
 * due.
 *
 * @param meta can be changed; the same for all attempts
 */
record LocalAttempt(
    LocalTasks.Call call,
    String workerName,
    int attempt,
    @Nullable Failure lastError,
    Map<String, byte[]> meta,
    Running running,
    Supplier<? extends AutoCloseable> clients)
    implements TaskContext {

  private WorkflowStarted run() {
    return call.run();
  }

  @Override
  public String taskId() {
    return call.taskId();
  }

  @Override
  public String serviceName() {
    return call.task().service();
  }

  @Override
  public String taskName() {
    return call.task().task();
  }

  @Override
  public String workflowId() {
    return run().workflowId();
  }

  @Override
  public String workflowName() {
    return run().workflowName();
  }

  @Override
  public int workflowVersion() {
    return call.version();
  }

  @Override
  public int retryIndex() {
    return attempt - 1;
  }

  @Override
  public int retrySequence() {
    return 0;
  }

  @Override
  public Set<String> tags() {
    return Set.copyOf(call.task().settings().tags());
  }

  @Override
  public @Nullable String batchKey() {
    byte[] key = meta.get(TaskOptions.BATCH_KEY);
    return key == null ? null : new String(key, StandardCharsets.UTF_8);
  }

  @Override
  public AutoCloseable client() {
    return clients.get();
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
    return running.hasTimedOut();
  }

  @Override
  public void onTimeOut(Runnable action) {
    running.onTimeOut(action);
  }
}
