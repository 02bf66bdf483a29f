package io.infinitic.engine;

import io.infinitic.schemas.HistoryEvent;
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

  /** Keep an event. */
  record Append(String runId, HistoryEvent event) implements Outbound {}

  /** Send events of a run to a process that listens. */
  record SendHistory(
      String replyTo, String requestId, String runId, long fromEvent, long throughEvent)
      implements Outbound {}
}
