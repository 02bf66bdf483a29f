package io.infinitic.workers.workflows;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.workflows.Infrastructure.HistoryMissingException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Asks the engine for events that a WorkflowTask did not bring along. */
final class HistoryReader {

  private static final long PAGE_LIMIT_MILLIS = 3_000;
  private static final int TRIES = 5;

  private final Transport transport;
  private final ReplyInbox inbox;

  HistoryReader(Transport transport, ReplyInbox inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  /**
   * All events of the task's run from the given one through the last that the task covers.
   *
   * @throws HistoryMissingException if the engine does not answer
   */
  List<HistoryEvent> read(ExecuteWorkflowTask task, long from) throws InterruptedException {
    List<HistoryEvent> events = new ArrayList<>();
    if (from < task.fromEvent()) {
      fetch(task, from, task.fromEvent() - 1, events);
    }
    for (HistoryEvent event : task.events()) {
      if (event.id() >= from) {
        events.add(event);
      }
    }
    long next = events.isEmpty() ? from : events.get(events.size() - 1).id() + 1;
    if (next <= task.throughEvent()) {
      fetch(task, next, task.throughEvent(), events);
    }
    return events;
  }

  private void fetch(ExecuteWorkflowTask task, long from, long through, List<HistoryEvent> into)
      throws InterruptedException {
    long next = from;
    for (int tries = 0; next <= through; tries++) {
      if (tries == TRIES) {
        throw new HistoryMissingException(
            "the engine did not send events %d to %d of run %s of workflow %s"
                .formatted(next, through, task.runId(), task.workflowId()));
      }
      long before = next;
      next = fetchOnce(task, next, through, into);
      if (next > before) {
        tries = 0;
      }
    }
  }

  /** Takes pages in order; returns the first event that is missing when one is late. */
  private long fetchOnce(ExecuteWorkflowTask task, long from, long through, List<HistoryEvent> into)
      throws InterruptedException {
    String requestId = ReplyInbox.newRequestId();
    BlockingQueue<Object> replies = new LinkedBlockingQueue<>();
    inbox.expect(requestId, replies::add);
    try {
      transport.send(
          new Destination.Engine(task.workflowId()),
          new EngineMessage(
              new GetHistory(
                  requestId, task.workflowId(), task.runId(), from, through, inbox.address())));
      transport.flush();
      long next = from;
      while (next <= through) {
        Object reply = replies.poll(PAGE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        if (reply instanceof WorkflowUnknown) {
          throw new InfiniticException("run " + task.runId() + " is not kept any more");
        }
        if (!(reply instanceof HistoryPage page) || page.fromEvent() > next) {
          return next; // late, or one before it was lost
        }
        for (HistoryEvent event : page.events()) {
          if (event.id() == next) {
            into.add(event);
            next++;
          }
        }
      }
      return next;
    } finally {
      inbox.forget(requestId);
    }
  }
}
