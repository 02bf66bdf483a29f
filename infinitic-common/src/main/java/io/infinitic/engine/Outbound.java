package io.infinitic.engine;

import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.TaskState;

/**
 * What a fold asks the outside for. Ids in it derive from the inputs, so folding again asks for the
 * same.
 */
public sealed interface Outbound {

  /**
   * Send the current attempt of a task, or of a WorkflowTask with the events that it covers, to a
   * worker.
   */
  record Dispatch(TaskState task) implements Outbound {}

  /** Tell a process that listens. */
  record Answer(String replyTo, Reply reply) implements Outbound {}

  /** Let a worker answer a question about a run, or tell it that the run has ended. */
  record Ask(ExecuteWorkflowTask question) implements Outbound {}

  /** Tell the partition that has the workflow id. */
  record ToEngine(String workflowId, EngineMessage message) implements Outbound {}

  /** Tell every partition. */
  record ToAll(EngineMessage message) implements Outbound {}

  /** Send a list of runs to a process that listens. */
  record SendRuns(ListRuns request) implements Outbound {}

  /** Try stuck runs of the partition again that a build is there for which has not failed. */
  record RetryStuckRuns(BuildConnected build) implements Outbound {}

  /** Keep an event. */
  record Append(String runId, HistoryEvent event) implements Outbound {}

  /**
   * Send events of a run to a process that listens.
   *
   * @param pages how many pages at most; 0 for all
   */
  record SendHistory(
      String replyTo,
      String requestId,
      String workflowId,
      String runId,
      long fromEvent,
      long throughEvent,
      int pages)
      implements Outbound {}
}
