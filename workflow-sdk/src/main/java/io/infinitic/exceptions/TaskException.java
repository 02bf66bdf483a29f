package io.infinitic.exceptions;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A task did not complete. */
public abstract class TaskException extends DeferredException {

  static final String SERVICE = "service";
  static final String TASK = "task";
  static final String TASK_ID = "taskId";

  private final String serviceName;
  private final String taskName;
  private final String taskId;
  private final @Nullable Failure failure;

  protected TaskException(
      String how, String serviceName, String taskName, String taskId, @Nullable Failure failure) {
    super(
        "%s id %s, %s%s"
            .formatted(
                label(serviceName, taskName), taskId, how, failure == null ? "" : ": " + failure),
        failure);
    this.serviceName = serviceName;
    this.taskName = taskName;
    this.taskId = taskId;
    this.failure = failure;
  }

  /** As much as is known of it. */
  private static String label(String service, String task) {
    if (service.isEmpty()) {
      return "task";
    }
    return task.isEmpty() ? "task of " + service + "," : "task " + service + "." + task + ",";
  }

  /** Name of the service. */
  public String getServiceName() {
    return serviceName;
  }

  /** Name of the task in the service. */
  public String getTaskName() {
    return taskName;
  }

  /** Id of the task. */
  public String getTaskId() {
    return taskId;
  }

  /** Which task it tells of: {@link Failure#getDetails} of the failure that travels for it. */
  public Map<String, String> about() {
    return new TreeMap<>(Map.of(SERVICE, serviceName, TASK, taskName, TASK_ID, taskId));
  }

  /** What its last attempt threw; null if it threw nothing. */
  public @Nullable Failure getFailure() {
    return failure;
  }
}
