package io.infinitic.workers;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Histories as the engine keeps them, with all that a replay needs. */
final class RawHistories implements AutoCloseable {

  private final Transport transport;
  private final ReplyInbox inbox;

  RawHistories(Transport transport) {
    this.transport = transport;
    inbox = new ReplyInbox(transport, "histories");
  }

  /** All events of a run, in order; of the latest one if none is named. */
  List<HistoryEvent> read(String workflowId, @Nullable String runId) {
    List<HistoryEvent> events = new ArrayList<>();
    HistoryPage page;
    do {
      page = page(workflowId, runId, events.size() + 1L);
      events.addAll(page.events());
    } while (!page.last());
    return events;
  }

  private HistoryPage page(String workflowId, @Nullable String runId, long from) {
    String requestId = ReplyInbox.newRequestId();
    CompletableFuture<Object> reply = new CompletableFuture<>();
    inbox.expect(requestId, reply::complete);
    try {
      transport.send(
          new Destination.Engine(workflowId),
          new EngineMessage(
              new GetHistory(requestId, workflowId, runId, from, 0, inbox.address(), 1)));
      transport.flush();
      return (HistoryPage) reply.orTimeout(30, TimeUnit.SECONDS).join();
    } finally {
      inbox.forget(requestId);
    }
  }

  @Override
  public void close() {
    inbox.close();
  }
}
