package io.infinitic.clients;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A run in a list.
 *
 * @param state whether it is open, and how it ended
 * @param workflowId the business key
 * @param runId the run
 * @param name name of the workflow
 * @param startedAt when it started
 * @param endedAt when it ended
 * @param tags its tags
 * @param incidents how many incidents are open
 * @param failedAttempts the most attempts that one of its open tasks has failed in a row
 */
public record WorkflowSummary(
    WorkflowState state,
    String workflowId,
    String runId,
    String name,
    Instant startedAt,
    Optional<Instant> endedAt,
    Set<String> tags,
    int incidents,
    int failedAttempts) {}
