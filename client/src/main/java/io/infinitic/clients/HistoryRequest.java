package io.infinitic.clients;

import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.values.ReplyInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Reads a history page by page, in order. */
final class HistoryRequest {

  private static final int PAGE_EVENTS = 1_000;

  private final Calls calls;
  private final String workflowId;
  private final String runId;
  private final List<HistoryEvent> events = new ArrayList<>();

  HistoryRequest(Calls calls, String workflowId, String runId) {
    this.calls = calls;
    this.workflowId = workflowId;
    this.runId = runId;
  }

  CompletableFuture<List<HistoryEvent>> send() {
    String requestId = ReplyInbox.newRequestId();
    long from = events.size() + 1L;
    return calls
        .ask(
            requestId,
            workflowId,
            new GetHistory(
                requestId, workflowId, runId, from, from + PAGE_EVENTS - 1, calls.replyTo(), 1))
        .thenCompose(
            reply -> {
              if (reply instanceof WorkflowUnknown unknown) {
                throw new WorkflowUnknownException(
                    "", workflowId, runId, Descriptions.because(unknown.reason()));
              }
              HistoryPage page = (HistoryPage) reply;
              events.addAll(page.events());
              boolean end = page.last() && page.events().size() < PAGE_EVENTS;
              return end ? CompletableFuture.completedFuture(events) : send();
            });
  }
}
