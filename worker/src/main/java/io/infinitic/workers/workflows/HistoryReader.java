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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks the engine for events that a WorkflowTask did not bring along, a few pages at a time. What
 * is lost on the way is asked for again.
 */
final class HistoryReader {

  private static final long PAGE_LIMIT_MILLIS = 3_000;
  private static final int TRIES = 5;

  /** So many are asked for at a time: what is not waited for would be lost. */
  private static final int PAGES = 4;

  /** Of a page. */
  private static final int MOST_EVENTS = 1_000;

  private final Transport transport;
  private final ReplyInbox inbox;

  HistoryReader(Transport transport, ReplyInbox inbox) {
    this.transport = transport;
    this.inbox = inbox;
  }

  /**
   * All events of the task's run from the given one through the last that the task covers.
   *
   * @throws NoAnswerException if the engine does not answer
   * @throws InfiniticException if it has no such events
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
    String requestId = ReplyInbox.newRequestId();
    BlockingQueue<Object> replies = new LinkedBlockingQueue<>();
    inbox.expect(requestId, replies::add);
    try {
      long next = from;
      int tries = 0;
      while (next <= through) {
        if (tries == TRIES) {
          throw new NoAnswerException(
              "the engine did not send events %d to %d of run %s of workflow %s"
                  .formatted(next, through, task.runId(), task.workflowId()));
        }
        // An engine that knows of no pages must not send more than will be waited for.
        ask(task, requestId, next, Math.min(through, next + PAGES * MOST_EVENTS - 1));
        long reached = take(task, replies, next, through, into);
        tries = reached > next ? 0 : tries + 1;
        next = reached;
      }
    } finally {
      inbox.forget(requestId);
    }
  }

  private void ask(ExecuteWorkflowTask task, String requestId, long from, long through) {
    transport.send(
        new Destination.Engine(task.workflowId()),
        new EngineMessage(
            new GetHistory(
                requestId,
                task.workflowId(),
                task.runId(),
                from,
                through,
                inbox.address(),
                PAGES)));
    transport.flush();
  }

  /**
   * Takes as many pages as were asked for, in order.
   *
   * @return the first event that is missing: the one after the last page, or after a gap
   */
  private static long take(
      ExecuteWorkflowTask task,
      BlockingQueue<Object> replies,
      long from,
      long through,
      List<HistoryEvent> into)
      throws InterruptedException {
    long next = from;
    for (int pages = 0; pages < PAGES && next <= through; ) {
      Object reply = replies.poll(PAGE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      if (reply instanceof WorkflowUnknown unknown) {
        throw new InfiniticException(
            "events of run %s of workflow %s cannot be had: %s"
                .formatted(task.runId(), task.workflowId(), unknown.reason()));
      }
      if (!(reply instanceof HistoryPage page) || page.fromEvent() > next) {
        return next; // late, or one before it was lost
      }
      if (page.fromEvent() == next) { // an earlier one has been here before
        into.addAll(page.events());
        next += page.events().size();
        pages = page.last() ? PAGES : pages + 1;
      }
    }
    return next;
  }
}
