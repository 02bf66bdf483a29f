package io.infinitic.clients;

import java.time.Instant;
import java.util.List;

/**
 * A worker that is connected to the broker, and what it tells of itself.
 *
 * @param name its name, unique among workers
 * @param answers whether it answers; if not, as when it hangs, all that follows is empty or zero
 * @param host where its process runs
 * @param processId id of the process on its host
 * @param startedAt when it started
 * @param isEngine whether it takes part in the ownership of the engine's partitions
 * @param services the services that it runs
 * @param workflows the workflows that it runs
 * @param tasks the tasks that run now, the oldest first, at most 1000
 */
public record ConnectedWorker(
    String name,
    boolean answers,
    String host,
    long processId,
    Instant startedAt,
    boolean isEngine,
    List<Service> services,
    List<Workflow> workflows,
    List<RunningTask> tasks) {

  /**
   * A service that a worker runs.
   *
   * @param name name of the service
   * @param slots how many tasks it runs at a time
   * @param busy how many slots are taken
   */
  public record Service(String name, int slots, int busy) {}

  /**
   * A workflow that a worker runs.
   *
   * @param name name of the workflow
   * @param versions versions of its class
   * @param build tells the code of the workflow from that of other builds
   * @param slots how many WorkflowTasks it decides at a time
   * @param busy how many slots are taken
   */
  public record Workflow(String name, List<Integer> versions, String build, int slots, int busy) {}

  /**
   * A task that runs.
   *
   * @param name service and method
   * @param taskId its id
   * @param workflowId id of the workflow that it belongs to
   * @param attempt the attempt, from 1
   * @param startedAt when it began
   */
  public record RunningTask(
      String name, String taskId, String workflowId, int attempt, Instant startedAt) {}
}
