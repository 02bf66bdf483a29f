package io.infinitic.tasks;

import io.infinitic.exceptions.Failure;
import io.infinitic.runtime.TaskContext;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task can know about itself, in the thread that runs it; elsewhere the methods throw {@link
 * IllegalStateException}.
 */
public final class Task {

  private Task() {}

  /** Id of the task, the same in all attempts. */
  public static String getTaskId() {
    return TaskContext.current().taskId();
  }

  /** Name of the service. */
  public static String getServiceName() {
    return TaskContext.current().serviceName();
  }

  /** Name of the task in the service. */
  public static String getTaskName() {
    return TaskContext.current().taskName();
  }

  /** Id of the workflow that wants the task. */
  public static String getWorkflowId() {
    return TaskContext.current().workflowId();
  }

  /** Name of the workflow that wants the task. */
  public static String getWorkflowName() {
    return TaskContext.current().workflowName();
  }

  /** Name of the worker that runs this attempt. */
  public static String getWorkerName() {
    return TaskContext.current().workerName();
  }

  /** Version of the class that runs the workflow; 0 if it has no versions. */
  public static int getWorkflowVersion() {
    return TaskContext.current().workflowVersion();
  }

  /**
   * How many attempts came before this one, since the task was scheduled or last retried by hand; 0
   * in the first.
   */
  public static int getRetryIndex() {
    return TaskContext.current().retryIndex();
  }

  /** How often the task was retried by hand, after it had failed; 0 if never. */
  public static int getRetrySequence() {
    return TaskContext.current().retrySequence();
  }

  /** What ended the attempt before; null in the first. */
  public static @Nullable Failure getLastError() {
    return TaskContext.current().lastError();
  }

  /** Tags of the task. */
  public static Set<String> getTags() {
    return TaskContext.current().tags();
  }

  /**
   * Free data of the task. What is changed in it is there in the next attempt. With the tags, it
   * may take 256 KiB: if an attempt fails that has made it larger, there is no other, and the task
   * fails with a {@code PayloadTooLargeException} whose cause is what ended the attempt.
   */
  public static Map<String, byte[]> getMeta() {
    return TaskContext.current().meta();
  }

  /**
   * A key for whatever the task asks of others: the same in all attempts, different for every other
   * task. A payment made with this key is made once, however often the task runs.
   */
  public static String idempotencyKey() {
    return TaskContext.current().taskId();
  }

  /** Key of the batch that the task may be run in; null if it has none. */
  public static @Nullable String getBatchKey() {
    return TaskContext.current().batchKey();
  }

  /**
   * The worker's client: {@code InfiniticClient client = Task.getClient();}. The worker closes it.
   *
   * @throws ClassCastException if it is assigned to anything but an {@code InfiniticClient}
   */
  @SuppressWarnings("unchecked") // the type of the client is not known here
  public static <C extends AutoCloseable> C getClient() {
    return (C) TaskContext.current().client();
  }

  /**
   * Tells that the attempt is alive and how far it is. The details are what {@link #lastHeartbeat}
   * gives in the next attempt. May be called as often as one likes: what is sent is throttled.
   *
   * @param details any value that can be written as JSON; null for none
   * @throws io.infinitic.exceptions.PayloadTooLargeException if they are over the limit of a value,
   *     or do not fit into a message beside the task's arguments
   */
  public static void heartbeat(@Nullable Object details) {
    TaskContext.current().heartbeat(details);
  }

  /** Details of the last heartbeat, of this attempt or one before; null if there are none. */
  public static <T> @Nullable T lastHeartbeat(Class<T> type) {
    return TaskContext.current().lastHeartbeat(type);
  }

  /**
   * Whether nobody wants the attempt any more: its workflow has cancelled it or has ended, or the
   * engine has given it up. Its thread has been interrupted.
   */
  public static boolean isCancelled() {
    return TaskContext.current().isCancelled();
  }

  /** Whether the limit of the attempt is over. Its thread has been interrupted. */
  public static boolean hasTimedOut() {
    return TaskContext.current().hasTimedOut();
  }

  /**
   * Has an action called when the limit of the attempt is over, or at once if it is: in another
   * thread, so that it can close what the attempt blocks on.
   */
  public static void onTimeOut(Runnable action) {
    TaskContext.current().onTimeOut(action);
  }

  /** A logger named after the service. */
  public static Logger logger() {
    return LoggerFactory.getLogger(TaskContext.current().serviceName());
  }
}
