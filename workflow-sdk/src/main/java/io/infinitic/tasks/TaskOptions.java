package io.infinitic.tasks;

import io.infinitic.runtime.Millis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task is to be run. What is null here is left to the configuration of the worker, then to
 * the annotations of the method and of the class, then to the defaults.
 *
 * <pre>{@code
 * Payments payments = newService(Payments.class,
 *     TaskOptions.defaults()
 *         .withStartToClose(Duration.ofSeconds(10))
 *         .withRetry(RetryPolicy.defaults().withMaximumAttempts(5)));
 * }</pre>
 *
 * @param scheduleToStart limit from the dispatch of an attempt until a worker starts it; null for
 *     none
 * @param startToClose limit of one attempt, from its start in a worker on; null for none
 * @param scheduleToClose limit of the task, retries included; null for none
 * @param heartbeat limit between two heartbeats of an attempt; null for none
 * @param retry when a failed attempt is followed by another
 * @param tags tags of the task
 * @param meta free data for the task
 * @param priority above 0: taken before others of the service; below 0: after them
 * @param isLocal whether the worker that runs the workflow runs the task, in its own process
 */
public record TaskOptions(
    @Nullable Duration scheduleToStart,
    @Nullable Duration startToClose,
    @Nullable Duration scheduleToClose,
    @Nullable Duration heartbeat,
    @Nullable RetryPolicy retry,
    Set<String> tags,
    Map<String, byte[]> meta,
    int priority,
    boolean isLocal) {

  /** Key of the meta entry that {@link #withBatchKey} sets. */
  public static final String BATCH_KEY = "batchKey";

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TaskOptions {
    requirePositive(scheduleToStart, "scheduleToStart");
    requirePositive(startToClose, "startToClose");
    requirePositive(scheduleToClose, "scheduleToClose");
    requirePositive(heartbeat, "heartbeat");
    tags = Set.copyOf(tags);
    meta = Map.copyOf(meta);
  }

  /** No limits, the default policy, no tags. */
  public static TaskOptions defaults() {
    return new TaskOptions(null, null, null, null, null, Set.of(), Map.of(), 0, false);
  }

  /**
   * Runs the task in the process that runs the workflow, if that hosts the service: no message goes
   * out and comes back. For short idempotent work: when the process dies, what it has not recorded
   * yet runs again. An attempt may last 2 seconds; a retry that is due later than that, and a task
   * of a service that the process does not host, go to the workers of the service.
   */
  public static TaskOptions local() {
    return defaults().withLocal(true);
  }

  private static void requirePositive(@Nullable Duration duration, String name) {
    if (duration != null && Millis.of(duration) == 0) {
      throw new IllegalArgumentException(
          "TaskOptions: " + name + " is " + duration + ", not at least 1 ms");
    }
  }

  /**
   * The same with: limit from the dispatch of an attempt until a worker starts it; null for none.
   */
  public TaskOptions withScheduleToStart(@Nullable Duration scheduleToStart) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: limit of one attempt, from its start in a worker on; null for none. */
  public TaskOptions withStartToClose(@Nullable Duration startToClose) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: limit of the task, retries included; null for none. */
  public TaskOptions withScheduleToClose(@Nullable Duration scheduleToClose) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: limit between two heartbeats of an attempt; null for none. */
  public TaskOptions withHeartbeat(@Nullable Duration heartbeat) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: when a failed attempt is followed by another. */
  public TaskOptions withRetry(@Nullable RetryPolicy retry) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: tags of the task. */
  public TaskOptions withTags(Set<String> tags) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: free data for the task. */
  public TaskOptions withMeta(Map<String, byte[]> meta) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: above 0: taken before others of the service; below 0: after them. */
  public TaskOptions withPriority(int priority) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        isLocal);
  }

  /** The same with: whether the worker that runs the workflow runs the task, in its own process. */
  public TaskOptions withLocal(boolean local) {
    return new TaskOptions(
        scheduleToStart,
        startToClose,
        scheduleToClose,
        heartbeat,
        retry,
        tags,
        meta,
        priority,
        local);
  }

  /** The same with: key of the batch that the task may be run in. Tasks of other keys are not. */
  public TaskOptions withBatchKey(String key) {
    Map<String, byte[]> changed = new HashMap<>(meta);
    changed.put(BATCH_KEY, key.getBytes(StandardCharsets.UTF_8));
    return withMeta(changed);
  }
}
