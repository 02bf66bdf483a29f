package io.infinitic.transport;

/** Where a message goes. */
public sealed interface Destination {

  /** The partition log. All messages of one workflow id share a partition. */
  record Engine(String workflowId) implements Destination {}

  /** One partition of the log, from 0. */
  record EnginePartition(int partition) implements Destination {}

  /** The task workers of a service, who take those of high priority first. */
  record Tasks(String service, Priority priority) implements Destination {}

  /**
   * The workflow workers of a workflow; those of one workflow id go to one worker while the set of
   * workers is stable.
   */
  record WorkflowTasks(String workflow, String workflowId) implements Destination {}

  /** One process that listens. Not durable: lost if nobody listens. */
  record Replies(String address) implements Destination {}

  /** All workers that can be asked, {@link Transport#attend}. Not durable. */
  record Workers() implements Destination {}

  /** What could not be read or handled. */
  record DeadLetters() implements Destination {}
}
