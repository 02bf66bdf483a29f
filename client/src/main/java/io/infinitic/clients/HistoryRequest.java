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
import org.jspecify.annotations.Nullable;

/** Reads a history page by page, in order. */
final class HistoryRequest {

  private static final int PAGE_EVENTS = 1_000;

  private final Calls calls;
  private final String workflowId;
  private final List<HistoryEvent> events = new ArrayList<>();
  private @Nullable String runId;

  HistoryRequest(Calls calls, String workflowId) {
    this.calls = calls;
    this.workflowId = workflowId;
  }

  CompletableFuture<List<HistoryEvent>> send() {
    String requestId = ReplyInbox.newRequestId();
    long from = events.size() + 1L;
    return calls
        .ask(
            requestId,
            workflowId,
            new GetHistory(
                requestId, workflowId, runId, from, from + PAGE_EVENTS - 1, calls.replyTo(), 1),
            false)
        .last()
        .thenCompose(
            reply -> {
              if (reply instanceof WorkflowUnknown unknown) {
                throw new WorkflowUnknownException(
                    "", workflowId, null, Descriptions.because(unknown.reason()));
              }
              HistoryPage page = (HistoryPage) reply;
              events.addAll(page.events());
              runId = page.runId(); // the pages of one run
              boolean end = page.last() && page.events().size() < PAGE_EVENTS;
              return end ? CompletableFuture.completedFuture(events) : send();
            });
  }
}
