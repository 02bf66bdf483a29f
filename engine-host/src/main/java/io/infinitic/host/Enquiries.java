package io.infinitic.host;

import io.infinitic.engine.Outbound;
import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.RetryStuck;
import io.infinitic.schemas.RunList;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.store.StoreException;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import io.infinitic.wire.UndecodableMessageException;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that take long: histories and lists. The partition's thread notes what only it knows;
 * {@link Readers} do the rest.
 */
final class Enquiries {

  private static final Logger LOG = LoggerFactory.getLogger(Enquiries.class);

  private static final int STUCK_SLICE = 100;

  private final PartitionRows rows;
  private final Readers readers;
  private final BiConsumer<String, SpecificRecord> reply;

  /**
   * @param reply sends a reply to an address; called by other threads
   */
  Enquiries(PartitionRows rows, Readers readers, BiConsumer<String, SpecificRecord> reply) {
    this.rows = rows;
    this.readers = readers;
    this.reply = reply;
  }

  void list(ListRuns request) {
    RunListing runs = rows.runsNow();
    readers.read(
        request.requestId(),
        () -> {
          List<RunSummary> all = runs.list(request);
          List<RunSummary> fitting = Sizes.first(all, Limits.PART_BYTES);
          reply.accept(
              request.replyTo(),
              new RunList(request.requestId(), List.copyOf(fitting), fitting.size() < all.size()));
          return null;
        });
  }

  /**
   * Has the stuck runs of a workflow tried again, a slice of them; a message to the partition goes
   * on with the next. What is lost is tried again later, by time.
   *
   * @param send sends a message to the partition of a workflow id; called by other threads
   */
  void retryStuck(BuildConnected build, BiConsumer<String, SpecificRecord> send) {
    RunQuery stuck =
        new RunQuery(
            build.workflowName(),
            RunStatus.STUCK,
            null,
            null,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            false,
            0);
    var request =
        new ListRuns("", stuck, build.beforeMillis(), build.beforeRunId(), STUCK_SLICE, "");
    RunListing runs = rows.runsNow();
    readers.read(
        "stuck/"
            + rows.partition()
            + "/"
            + build.workflowName()
            + "/"
            + build.build()
            + "/"
            + build.beforeRunId(),
        () -> {
          List<RunSummary> slice = runs.list(request);
          for (RunSummary run : slice) {
            send.accept(
                run.workflowId(), new RetryStuck(run.workflowId(), run.runId(), build.build()));
          }
          if (slice.size() == STUCK_SLICE) {
            RunSummary last = slice.get(slice.size() - 1);
            send.accept(
                last.workflowId(),
                build.withBeforeMillis(last.startedAtMillis()).withBeforeRunId(last.runId()));
          }
          return null;
        });
  }

  void history(Outbound.SendHistory request) {
    StoredHistory history = rows.historyNow(request.runId(), request.fromEvent());
    readers.read(
        request.requestId() + "/" + request.fromEvent(),
        () -> sendPage(request, history, request.fromEvent(), 1));
  }

  /** Sends a page; the next step sends the next one, if one is wanted. */
  private Readers.@Nullable Step sendPage(
      Outbound.SendHistory request, StoredHistory history, long from, int number) {
    List<HistoryEvent> events;
    try {
      events = Outbox.page(request.runId(), from, request.throughEvent(), history);
    } catch (UndecodableMessageException e) {
      tellDamaged(request, e);
      return null;
    }
    long next = from + events.size();
    boolean last = next > request.throughEvent() || events.isEmpty();
    reply.accept(
        request.replyTo(),
        new HistoryPage(request.requestId(), request.runId(), from, events, last));
    boolean enough = request.pages() > 0 && number >= request.pages();
    return last || enough ? null : () -> sendPage(request, history, next, number + 1);
  }

  private void tellDamaged(Outbound.SendHistory request, UndecodableMessageException reason) {
    if (reason.isOfNewerVersion()) { // another host may be able to answer
      throw new StoreException("a history cannot be read: " + reason.getMessage(), reason);
    }
    LOG.warn(
        "INF-1021 the history of run {} of workflow {} cannot be read: {}",
        request.runId(),
        request.workflowId(),
        reason.getMessage());
    reply.accept(
        request.replyTo(),
        new WorkflowUnknown(
            request.requestId(),
            request.workflowId(),
            "its history cannot be read: " + reason.getMessage()));
  }
}
