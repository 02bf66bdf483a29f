package io.infinitic.transport;

import java.util.Optional;

/**
 * Id of a task, unique in a namespace. It says which partition has the task, so that whoever knows
 * the id alone can reach it.
 *
 * @param runId the run
 * @param command the command that scheduled it
 * @param route hash of the workflow id
 */
public record TaskId(String runId, int command, int route) {

  /** The id of a command's task. */
  public static TaskId of(String workflowId, String runId, int command) {
    return new TaskId(runId, command, Partitions.hash(workflowId));
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if it is no task id
   */
  public static TaskId parse(String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + text
                        + "' is not a task id; those that Task.getTaskId() gives look like"
                        + " run/12/1a2b3c4d"));
  }

  /** Reads what {@link #toString} wrote; empty if it is no task id. */
  public static Optional<TaskId> find(String text) {
    String[] parts = text.split("/");
    if (parts.length == 3) {
      try {
        return Optional.of(
            new TaskId(
                parts[0], Integer.parseInt(parts[1]), Integer.parseUnsignedInt(parts[2], 16)));
      } catch (NumberFormatException e) {
        // none
      }
    }
    return Optional.empty();
  }

  /** The partition of the engine's log that has the task. */
  public int partition(int partitions) {
    return Integer.remainderUnsigned(route, partitions);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return runId + "/" + command + "/" + Integer.toHexString(route);
  }
}
