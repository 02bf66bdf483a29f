package io.infinitic.workers.tasks;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.ExecuteTask;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the code of a batch can know: what its tasks have in common. */
record BatchContext(TaskEnvironment environment, BatchExecution batch) implements TaskContext {

  private ExecuteTask first() {
    return batch.attempts().get(0).task();
  }

  private static IllegalStateException ofEachTask(String method) {
    return new IllegalStateException(
        "Task."
            + method
            + " has no single answer in a @Batch method, which does many tasks: the keys of its map are their ids");
  }

  @Override
  public String taskId() {
    throw ofEachTask("getTaskId");
  }

  @Override
  public String serviceName() {
    return first().service();
  }

  @Override
  public String taskName() {
    return first().task();
  }

  @Override
  public String workflowId() {
    throw ofEachTask("getWorkflowId");
  }

  @Override
  public String workflowName() {
    throw ofEachTask("getWorkflowName");
  }

  @Override
  public int workflowVersion() {
    throw ofEachTask("getWorkflowVersion");
  }

  @Override
  public String workerName() {
    return environment.worker();
  }

  @Override
  public int retryIndex() {
    throw ofEachTask("getRetryIndex");
  }

  @Override
  public int retrySequence() {
    throw ofEachTask("getRetrySequence");
  }

  @Override
  public @Nullable Failure lastError() {
    throw ofEachTask("getLastError");
  }

  @Override
  public Set<String> tags() {
    throw ofEachTask("getTags");
  }

  @Override
  public Map<String, byte[]> meta() {
    throw ofEachTask("getMeta");
  }

  @Override
  public @Nullable String batchKey() {
    return Attempt.batchKey(first());
  }

  @Override
  public AutoCloseable client() {
    return environment.client().get();
  }

  /** For all: one that was slow would end them all. */
  @Override
  public void heartbeat(@Nullable Object details) {
    batch.attempts().forEach(attempt -> attempt.heartbeats().beat(details));
  }

  @Override
  public <T> @Nullable T lastHeartbeat(Class<T> type) {
    throw ofEachTask("lastHeartbeat");
  }

  /** Whether all are: for the others, the batch goes on. */
  @Override
  public boolean isCancelled() {
    return batch.isCancelled();
  }

  @Override
  public boolean hasTimedOut() {
    return batch.running.hasTimedOut();
  }

  @Override
  public void onTimeOut(Runnable action) {
    batch.running.onTimeOut(action);
  }
}
