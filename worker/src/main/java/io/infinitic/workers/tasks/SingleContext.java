package io.infinitic.workers.tasks;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.values.Failures;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a task can know about the attempt that its thread runs. */
record SingleContext(TaskEnvironment environment, Attempt attempt, Running running)
    implements TaskContext {

  private ExecuteTask task() {
    return attempt.task();
  }

  @Override
  public String taskId() {
    return task().taskId();
  }

  @Override
  public String serviceName() {
    return task().service();
  }

  @Override
  public String taskName() {
    return task().task();
  }

  @Override
  public String workflowId() {
    return task().workflowId();
  }

  @Override
  public String workflowName() {
    return task().workflowName();
  }

  @Override
  public int workflowVersion() {
    return task().workflowVersion();
  }

  @Override
  public String workerName() {
    return environment.worker();
  }

  @Override
  public int retryIndex() {
    return task().retryIndex();
  }

  @Override
  public int retrySequence() {
    return task().sequence();
  }

  @Override
  public @Nullable Failure lastError() {
    return Failures.read(task().lastFailure(), environment.payloads());
  }

  @Override
  public Set<String> tags() {
    return Set.copyOf(task().settings().tags());
  }

  @Override
  public Map<String, byte[]> meta() {
    return attempt.meta();
  }

  @Override
  public @Nullable String batchKey() {
    return Attempt.batchKey(task());
  }

  @Override
  public AutoCloseable client() {
    return environment.client().get();
  }

  @Override
  public void heartbeat(@Nullable Object details) {
    attempt.heartbeats().beat(details);
  }

  @Override
  public <T> @Nullable T lastHeartbeat(Class<T> type) {
    return attempt.heartbeats().last(type);
  }

  @Override
  public boolean isCancelled() {
    return attempt.isUnwanted();
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
