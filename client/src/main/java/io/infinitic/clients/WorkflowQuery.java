package io.infinitic.clients;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which runs to list; what is null does not matter.
 *
 * <pre>{@code
 * Page<WorkflowSummary> stuck =
 *     client.list(WorkflowQuery.all().withState(WorkflowState.STUCK).withName(Cart.class.getName()));
 * }</pre>
 *
 * @param name name of the workflow
 * @param state the state it is in
 * @param tag a tag that the run has
 * @param idPrefix how the workflow id starts
 * @param startedFrom started then or later
 * @param startedBefore started before
 * @param onlyWithIncidents whether to list only runs that need a person
 * @param failedAttempts only runs with an open task that has failed so many attempts in a row
 * @param pageSize how many at a time, 1 to 1000
 * @param cursor where the page begins: that of the page before; null for the first
 */
public record WorkflowQuery(
    @Nullable String name,
    @Nullable WorkflowState state,
    @Nullable String tag,
    @Nullable String idPrefix,
    @Nullable Instant startedFrom,
    @Nullable Instant startedBefore,
    boolean onlyWithIncidents,
    int failedAttempts,
    int pageSize,
    @Nullable String cursor) {

  /**
   * @throws IllegalArgumentException if the page size is not 1 to 1000, or failedAttempts negative
   */
  public WorkflowQuery {
    if (pageSize < 1 || pageSize > 1000) {
      throw new IllegalArgumentException("WorkflowQuery: pageSize is not 1 to 1000");
    } else if (failedAttempts < 0) {
      throw new IllegalArgumentException("WorkflowQuery: failedAttempts is negative");
    }
  }

  /** All runs, 100 at a time. */
  public static WorkflowQuery all() {
    return new WorkflowQuery(null, null, null, null, null, null, false, 0, 100, null);
  }

  /** Runs with an open task that has failed at least so many attempts in a row. */
  public static WorkflowQuery retrying(int minimumAttempts) {
    return all().withFailedAttempts(minimumAttempts);
  }

  /** Only of this workflow. */
  public WorkflowQuery withName(String name) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only in this state. */
  public WorkflowQuery withState(WorkflowState state) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only with this tag. */
  public WorkflowQuery withTag(String tag) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only with ids that start so. */
  public WorkflowQuery withIdPrefix(String idPrefix) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only started then or later. */
  public WorkflowQuery withStartedFrom(Instant startedFrom) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only started before. */
  public WorkflowQuery withStartedBefore(Instant startedBefore) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only runs with open incidents: failed tasks, a STUCK workflow, messages kept aside. */
  public WorkflowQuery withIncidents() {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        true,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** Only runs with an open task that has failed at least so many attempts in a row. */
  public WorkflowQuery withFailedAttempts(int minimumAttempts) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        minimumAttempts,
        pageSize,
        cursor);
  }

  /** So many at a time, 1 to 1000. */
  public WorkflowQuery withPageSize(int pageSize) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }

  /** From there on. */
  public WorkflowQuery withCursor(String cursor) {
    return new WorkflowQuery(
        name,
        state,
        tag,
        idPrefix,
        startedFrom,
        startedBefore,
        onlyWithIncidents,
        failedAttempts,
        pageSize,
        cursor);
  }
}
