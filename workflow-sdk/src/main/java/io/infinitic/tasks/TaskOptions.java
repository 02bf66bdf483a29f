package io.infinitic.tasks;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a task is to be run. What is null here is left to the configuration of the worker, then to
 * the defaults.
 *
 * @param startToClose limit of one attempt, from its dispatch on; null for none
 * @param scheduleToClose limit of the task, retries included; null for none
 * @param retry when a failed attempt is followed by another
 * @param tags tags of the task
 * @param meta free data for the task
 */
public record TaskOptions(
    @Nullable Duration startToClose,
    @Nullable Duration scheduleToClose,
    @Nullable RetryPolicy retry,
    Set<String> tags,
    Map<String, byte[]> meta) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TaskOptions {
    requirePositive(startToClose, "startToClose");
    requirePositive(scheduleToClose, "scheduleToClose");
    tags = Set.copyOf(tags);
    meta = Map.copyOf(meta);
  }

  /** No limits, the default policy, no tags. */
  public static TaskOptions defaults() {
    return new TaskOptions(null, null, null, Set.of(), Map.of());
  }

  private static void requirePositive(@Nullable Duration duration, String name) {
    if (duration != null && duration.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "TaskOptions: " + name + " is " + duration + ", not at least 1 ms");
    }
  }

  /** The same with: limit of one attempt, from its dispatch on; null for none. */
  public TaskOptions withStartToClose(Duration startToClose) {
    return new TaskOptions(startToClose, scheduleToClose, retry, tags, meta);
  }

  /** The same with: limit of the task, retries included; null for none. */
  public TaskOptions withScheduleToClose(Duration scheduleToClose) {
    return new TaskOptions(startToClose, scheduleToClose, retry, tags, meta);
  }

  /** The same with: when a failed attempt is followed by another. */
  public TaskOptions withRetry(RetryPolicy retry) {
    return new TaskOptions(startToClose, scheduleToClose, retry, tags, meta);
  }

  /** The same with: tags of the task. */
  public TaskOptions withTags(Set<String> tags) {
    return new TaskOptions(startToClose, scheduleToClose, retry, tags, meta);
  }

  /** The same with: free data for the task. */
  public TaskOptions withMeta(Map<String, byte[]> meta) {
    return new TaskOptions(startToClose, scheduleToClose, retry, tags, meta);
  }
}
