package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.TAGGED;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CompleteTimers;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartNow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaggedRuns;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.util.List;

/**
 * Carries requests out on all open runs of this partition that have a tag. Each gets a request id
 * of its own, derived from that of the whole, so that a repetition acts on none twice.
 */
record Tagged(Calls calls, Management management) {

  void handle(Fold fold, ForTag message) {
    List<String> ids =
        List.copyOf(
            fold.rows()
                .all(Ids.tag(message.workflowName(), message.tag()), TAGGED)
                .tailMap(message.after().isEmpty() ? "" : message.after() + '\0')
                .keySet());
    for (String workflowId : ids) {
      handle(fold, message.request(), requestOf(message.requestId(), workflowId), workflowId);
    }
    List<String> told = fitting(ids);
    fold.answer(
        message.replyTo(), new TaggedRuns(message.requestId(), told, told.size() < ids.size()));
  }

  private static List<String> fitting(List<String> ids) {
    long bytes = 0;
    for (int i = 0; i < ids.size(); i++) {
      bytes += Sizes.of(ids.get(i));
      if (bytes > Limits.PART_BYTES) {
        return List.copyOf(ids.subList(0, i));
      }
    }
    return ids;
  }

  /** The request to one of the runs, of the request to all. */
  static String requestOf(String requestId, String workflowId) {
    return requestId + "/" + workflowId;
  }

  private void handle(Fold fold, Object request, String requestId, String workflowId) {
    if (request instanceof CallMethod m) {
      calls.call(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof SendSignal m) {
      calls.signal(
          fold,
          m.withRequestId(requestId)
              .withWorkflowId(workflowId)
              .withSender(requestId)
              .withSequence(1));
    } else if (request instanceof CancelWorkflow m) {
      management.cancel(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof TerminateWorkflow m) {
      management.terminate(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof SuspendWorkflow m) {
      management.suspend(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof ResumeWorkflow m) {
      management.resume(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof CompleteTimers m) {
      management.completeTimers(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof StartNow m) {
      management.startNow(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof RetryTasks m) {
      management.retryTasks(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof RetryWorkflowTask m) {
      management.retryWorkflowTask(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    }
  }
}
