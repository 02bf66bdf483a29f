package io.infinitic.workflows;

import io.infinitic.runtime.Millis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a run is to be started.
 *
 * @param workflowId the business key of the run, 1 to 512 characters; null for a random one
 * @param conflict what happens when a run with the id is open
 * @param reuse whether the id may be used again after its run has ended
 * @param timeout limit of the run; null for none
 * @param startDelay how long the run waits before its first step
 * @param tags tags of the run
 * @param meta free data of the run
 * @param cron when to run again after each end: five fields, minute to weekday, in UTC; null for
 *     once
 * @param parentClose what happens to a child when the run that started it ends without being
 *     cancelled
 */
public record WorkflowOptions(
    @Nullable String workflowId,
    Conflict conflict,
    Reuse reuse,
    @Nullable Duration timeout,
    Duration startDelay,
    Set<String> tags,
    Map<String, byte[]> meta,
    @Nullable String cron,
    ParentClose parentClose) {

  private static final int LONGEST_TAG = 1 << 18;
  private static final String CUSTOM_ID = "customId:";

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public WorkflowOptions {
    if (workflowId != null) {
      requireId(workflowId);
    }
    if (timeout != null && Millis.of(timeout) == 0) {
      throw new IllegalArgumentException("WorkflowOptions: timeout is not at least 1 ms");
    }
    if (startDelay.isNegative()) {
      throw new IllegalArgumentException("WorkflowOptions: startDelay is negative");
    }
    tags = Set.copyOf(tags);
    tags.forEach(WorkflowOptions::requireTag);
    meta = Map.copyOf(meta);
  }

  /** A random id, no limit, no delay. */
  public static WorkflowOptions defaults() {
    return new WorkflowOptions(
        null,
        Conflict.REJECT,
        Reuse.ALLOW,
        null,
        Duration.ZERO,
        Set.of(),
        Map.of(),
        null,
        ParentClose.ABANDON);
  }

  /**
   * Checks an id.
   *
   * @throws IllegalArgumentException if it has not 1 to 512 characters, or control characters
   */
  public static void requireId(String workflowId) {
    if (workflowId.isEmpty() || workflowId.length() > 512) {
      throw new IllegalArgumentException(
          "workflowId has " + workflowId.length() + " characters, not 1 to 512");
    }
    if (workflowId.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("workflowId has control characters, such as a new line");
    }
  }

  /**
   * Checks a tag.
   *
   * @throws IllegalArgumentException if it has more than 262,144 characters
   */
  public static void requireTag(String tag) {
    if (tag.length() > LONGEST_TAG) {
      throw new IllegalArgumentException(
          "a tag has %d characters, more than %d: it begins with '%s'"
              .formatted(tag.length(), LONGEST_TAG, tag.substring(0, 50)));
    }
  }

  /** What a start does when a run with the same id is open. */
  public enum Conflict {
    /** It is refused with {@code WorkflowAlreadyStartedException}. */
    REJECT,
    /** The caller gets the open run. */
    USE_EXISTING,
    /** The open run is terminated first. */
    TERMINATE_EXISTING
  }

  /** Whether an id may be used again after its run has ended. */
  public enum Reuse {
    /** Always. */
    ALLOW,
    /** If the run did not complete. */
    ALLOW_IF_FAILED,
    /** Not while the ended run is kept. */
    REJECT,
    /** Not while the ended run is kept; the caller gets that run and its outcome. */
    USE_EXISTING
  }

  /** What happens to a child when its parent ends without being cancelled. */
  public enum ParentClose {
    /** It goes on. */
    ABANDON,
    /** It is asked to cancel. */
    REQUEST_CANCEL,
    /** It is terminated. */
    TERMINATE
  }

  /** The same with: the business key of the run, 1 to 512 characters; null for a random one. */
  public WorkflowOptions withWorkflowId(String workflowId) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: what happens when a run with the id is open. */
  public WorkflowOptions withConflict(Conflict conflict) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: whether the id may be used again after its run has ended. */
  public WorkflowOptions withReuse(Reuse reuse) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: limit of the run; null for none. */
  public WorkflowOptions withTimeout(Duration timeout) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: how long the run waits before its first step. */
  public WorkflowOptions withStartDelay(Duration startDelay) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: tags of the run. */
  public WorkflowOptions withTags(Set<String> tags) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: free data of the run. */
  public WorkflowOptions withMeta(Map<String, byte[]> meta) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: when to run again, five fields in UTC, such as "0 3 * * 1-5". */
  public WorkflowOptions withCron(String cron) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /** The same with: what happens to a child when its parent ends without being cancelled. */
  public WorkflowOptions withParentClose(ParentClose parentClose) {
    return new WorkflowOptions(
        workflowId, conflict, reuse, timeout, startDelay, tags, meta, cron, parentClose);
  }

  /**
   * These options; where a tag {@code customId:…} names an id, as in programs written for Infinitic
   * before, and no workflow id is given, with that id: if a run with it is open, it is the one.
   *
   * @throws IllegalArgumentException if several tags name an id
   */
  public WorkflowOptions withIdOfTags() {
    List<String> ids =
        tags.stream()
            .filter(tag -> tag.startsWith(CUSTOM_ID) && tag.length() > CUSTOM_ID.length())
            .map(tag -> tag.substring(CUSTOM_ID.length()))
            .toList();
    if (workflowId != null || ids.isEmpty()) {
      return this;
    } else if (ids.size() > 1) {
      throw new IllegalArgumentException(
          "several tags name an id of the workflow, " + ids + ": use withWorkflowId instead");
    }
    return withWorkflowId(ids.get(0)).withConflict(Conflict.USE_EXISTING);
  }
}
