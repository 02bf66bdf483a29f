package io.infinitic.host;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.RowKind;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.ListRuns;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.RetryStuck;
import io.infinitic.schemas.RunList;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Transport;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import io.infinitic.wire.WireCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engines ask for into messages. */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int PAGE_BYTES = 500_000;
  private static final int PAGE_EVENTS = 1_000;
  private static final int STUCK_SLICE = 100;

  private final Transport transport;
  private final String source;

  Outbox(Transport transport, String source) {
    this.transport = transport;
    this.source = source;
  }

  /**
   * Sends what is still wanted of it. A dispatch is not, when a later message of the same batch has
   * ended the attempt: after a restart, the log may already hold its result.
   */
  void publish(List<Outbound> outbound, PartitionRows rows) {
    for (Outbound out : outbound) {
      if (out instanceof Outbound.Dispatch dispatch) {
        if (isCurrent(dispatch.task(), rows)) {
          rows.changes().published(dispatch(dispatch.task(), rows));
        }
      } else if (out instanceof Outbound.Answer answer) {
        send(new Destination.Replies(answer.replyTo()), answer.reply());
      } else if (out instanceof Outbound.ToEngine to) {
        var sent = send(new Destination.Engine(to.workflowId()), to.message());
        rows.changes().published(sent);
      } else if (out instanceof Outbound.ToAll to) {
        for (int partition = 0; partition < transport.partitions(); partition++) {
          var sent = send(new Destination.EnginePartition(partition), to.message());
          rows.changes().published(sent);
        }
      } else if (out instanceof Outbound.Ask ask) {
        ExecuteWorkflowTask question = ask.question();
        var to = new Destination.WorkflowTasks(question.workflowName(), question.workflowId());
        rows.changes().published(send(to, question));
      } else if (out instanceof Outbound.SendRuns runs) {
        ListRuns request = runs.request();
        List<RunSummary> all = rows.list(request);
        List<RunSummary> fitting = Sizes.first(all, Limits.PART_BYTES);
        send(
            new Destination.Replies(request.replyTo()),
            new Reply(
                new RunList(
                    request.requestId(), List.copyOf(fitting), fitting.size() < all.size())));
      } else if (out instanceof Outbound.RetryStuckRuns retry) {
        retryStuck(retry.build(), rows);
      } else if (out instanceof Outbound.SendHistory page) {
        sendHistory(page, rows);
      }
    }
  }

  /** Keeps a message that cannot be read or handled, with the reason. */
  CompletableFuture<Void> deadLetter(DeadLetter letter) {
    LOG.warn(
        "INF-1001 message {} of {} is kept in the dead-letter topic: {}",
        letter.position(),
        letter.sourceTopic(),
        letter.reason());
    return transport.send(new Destination.DeadLetters(), letter);
  }

  private static boolean isCurrent(TaskState task, PartitionRows rows) {
    String id =
        task.kind() == TaskKind.WORKFLOW_TASK ? Ids.WORKFLOW_TASK : Ids.numbered(task.number());
    TaskState now = rows.get(task.runId(), RowKind.TASK, id);
    return now != null
        && now.number() == task.number()
        && now.attempt() == task.attempt()
        && now.phase() == TaskPhase.DISPATCHED;
  }

  private CompletableFuture<Void> dispatch(TaskState task, PartitionRows rows) {
    if (task.kind() == TaskKind.TASK) {
      AttemptState attempt = rows.get(task.runId(), RowKind.ATTEMPT, Ids.numbered(task.number()));
      return sendTask(
          task,
          new Destination.Tasks(task.service(), Priority.of(task.settings().priority())),
          new ExecuteTask(
              task.taskId(),
              task.workflowId(),
              task.runId(),
              task.workflowName(),
              task.number(),
              task.service(),
              task.task(),
              task.attempt(),
              task.arguments(),
              task.settings(),
              task.lastFailure(),
              task.workflowVersion(),
              task.sequence(),
              task.attempt() - task.sequenceStart(),
              attempt == null ? null : attempt.heartbeat()));
    }
    return send(
        new Destination.WorkflowTasks(task.workflowName(), task.workflowId()),
        new ExecuteWorkflowTask(
            task.workflowId(),
            task.runId(),
            task.workflowName(),
            task.number(),
            task.attempt(),
            task.fromEvent(),
            task.throughEvent(),
            page(task.runId(), task.fromEvent(), task.throughEvent(), rows),
            null,
            true,
            false,
            task.failures(),
            Tasks.isStuck(task) && task.lastFailure() != null ? text(task.lastFailure()) : null));
  }

  private static String text(Failure failure) {
    return failure.name() + ": " + failure.message();
  }

  /** A slice of the stuck runs; a message to the own partition goes on with the next. */
  private void retryStuck(BuildConnected build, PartitionRows rows) {
    RunQuery stuck =
        new RunQuery(
            build.workflowName(),
            RunStatus.STUCK,
            null,
            null,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            false);
    List<RunSummary> slice =
        rows.list(
            new ListRuns("", stuck, build.beforeMillis(), build.beforeRunId(), STUCK_SLICE, ""));
    for (RunSummary run : slice) {
      var retry = new RetryStuck(run.workflowId(), run.runId(), build.build());
      rows.changes()
          .published(send(new Destination.Engine(run.workflowId()), new EngineMessage(retry)));
    }
    if (slice.size() == STUCK_SLICE) {
      RunSummary last = slice.get(slice.size() - 1);
      var next = build.withBeforeMillis(last.startedAtMillis()).withBeforeRunId(last.runId());
      rows.changes()
          .published(send(new Destination.Engine(last.workflowId()), new EngineMessage(next)));
    }
  }

  private void sendHistory(Outbound.SendHistory request, PartitionRows rows) {
    long from = request.fromEvent();
    do {
      List<HistoryEvent> events = page(request.runId(), from, request.throughEvent(), rows);
      long next = from + events.size();
      boolean last = next > request.throughEvent() || events.isEmpty();
      send(
          new Destination.Replies(request.replyTo()),
          new Reply(new HistoryPage(request.requestId(), request.runId(), from, events, last)));
      from = last ? Long.MAX_VALUE : next;
    } while (from <= request.throughEvent());
  }

  /** As many events as fit a message; at least one. */
  private static List<HistoryEvent> page(
      String runId, long from, long through, PartitionRows rows) {
    return List.copyOf(Sizes.first(rows.history(runId, from, through, PAGE_EVENTS), PAGE_BYTES));
  }

  /** A task that the broker will never take has failed: its workflow hears of it. */
  private CompletableFuture<Void> sendTask(
      TaskState task, Destination.Tasks to, ExecuteTask message) {
    return transport
        .send(to, message)
        .exceptionallyCompose(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              if (!(cause instanceof MessageTooLargeException)) {
                return CompletableFuture.failedFuture(cause);
              }
              Failure failure =
                  new Failure(
                      "io.infinitic.exceptions.PayloadTooLargeException",
                      "with its arguments, meta data and last heartbeat, the task is larger than"
                          + " the broker accepts: "
                          + cause.getMessage(),
                      "",
                      task.lastFailure(),
                      null);
              return transport.send(
                  new Destination.Engine(task.workflowId()),
                  new EngineMessage(
                      new TaskFailed(
                          task.workflowId(),
                          task.runId(),
                          task.number(),
                          task.attempt(),
                          failure,
                          false,
                          false,
                          -1,
                          null,
                          source,
                          null,
                          null)));
            });
  }

  private CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    return transport
        .send(to, message)
        .exceptionallyCompose(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              if (cause instanceof MessageTooLargeException) {
                return deadLetter(
                    new DeadLetter(
                        source,
                        "",
                        null,
                        "to " + to + ": " + cause.getMessage(),
                        System.currentTimeMillis(),
                        ByteBuffer.wrap(WireCodec.encode(message), 0, 1_000).slice()));
              }
              return CompletableFuture.failedFuture(cause);
            });
  }
}
