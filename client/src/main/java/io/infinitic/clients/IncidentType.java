package io.infinitic.clients;

/** Kind of an incident. */
public enum IncidentType {
  /** The code of the run fails to decide. */
  WORKFLOW_STUCK,
  /** A task has failed, and no further attempt follows. */
  TASK_FAILED,
  /** A message for the run could not be read or handled, and is kept aside. */
  DEAD_LETTER,
  /**
   * What is around the code, such as keys or memory, has lastingly failed when a decision was due.
   */
  INFRASTRUCTURE
}
