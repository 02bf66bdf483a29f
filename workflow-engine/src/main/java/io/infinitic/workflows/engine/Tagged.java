package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.RECENT_OF_WORKFLOW;
import static io.infinitic.engine.RowKind.TAG_REQUEST;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Recent;
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
import io.infinitic.schemas.TagRequest;
import io.infinitic.schemas.TaggedRun;
import io.infinitic.schemas.TaggedRuns;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.util.List;

/**
 * Carries requests out on the open runs of this partition that have a tag, some at a time, so that
 * other runs need not wait until all have been through. It acts on those that had the tag when the
 * request came first: each request by a tag begins a new generation, and those that get the tag
 * afterwards belong to that. A mark of the request keeps its repetitions from acting on anything.
 */
record Tagged(Calls calls, Signals signals, Management management) {

  private static final int AT_ONCE = 100;
  private static final Recent RECENT = Recent.of("tag", RECENT_OF_WORKFLOW, 24 * Recent.HOUR);

  void handle(Fold fold, ForTag message) {
    TagRows tag = new TagRows(fold, message.workflowName(), message.tag());
    if (message.request() == null) {
      List<String> ids = tag.ids(message.after());
      List<String> told = fitting(ids);
      fold.answer(
          message.replyTo(), new TaggedRuns(message.requestId(), told, told.size() < ids.size()));
      return;
    }
    TagRequest mark = fold.rows().get(tag.requests(), TAG_REQUEST, message.requestId());
    if (!message.after().isEmpty()) {
      if (mark != null && message.after().equals(mark.after())) { // else it came twice
        carryOut(fold, message, tag, mark);
      }
    } else if (mark == null) {
      tag.nextGeneration(fold.now());
      TagRequest first = new TagRequest(tag.generation(), "", fold.now(), false);
      remember(fold, tag, message.requestId(), first);
      carryOut(fold, message, tag, first);
    } else {
      remember(fold, tag, message.requestId(), mark.withAtMillis(fold.now()));
      if (mark.after() == null) {
        answer(fold, message);
      }
    }
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

  private static void remember(Fold fold, TagRows tag, String requestId, TagRequest mark) {
    fold.rows().put(tag.requests(), TAG_REQUEST, requestId, mark);
    RECENT.add(
        fold,
        tag.requests(),
        requestId,
        Recent.ROW,
        (id, through) -> {
          TagRequest known = fold.rows().get(tag.requests(), TAG_REQUEST, id);
          if (known != null && known.atMillis() <= through) {
            fold.rows().remove(tag.requests(), TAG_REQUEST, id);
          }
        });
  }

  private void carryOut(Fold fold, ForTag message, TagRows tag, TagRequest mark) {
    TagRows.Slice slice = tag.slice(String.valueOf(mark.after()), AT_ONCE);
    for (TaggedRun run : slice.runs()) {
      if (run.generation() < mark.generation()) {
        String id = run.workflowId();
        handle(fold, message.request(), requestOf(message.requestId(), id), id);
      }
    }
    TagRequest reached = mark.withAfter(slice.next());
    fold.rows().put(tag.requests(), TAG_REQUEST, message.requestId(), reached);
    if (slice.next() == null) {
      answer(fold, message);
    } else { // in this partition, as all of these are
      fold.send(slice.runs().get(0).workflowId(), message.withAfter(slice.next()));
    }
  }

  private static void answer(Fold fold, ForTag message) {
    fold.answer(message.replyTo(), new TaggedRuns(message.requestId(), List.of(), false));
  }

  private void handle(Fold fold, Object request, String requestId, String workflowId) {
    if (request instanceof CallMethod m) {
      calls.call(fold, m.withRequestId(requestId).withWorkflowId(workflowId));
    } else if (request instanceof SendSignal m) {
      signals.handle(fold, m.withRequestId(requestId).withWorkflowId(workflowId).withSender(""));
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
