package io.infinitic.host;

import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.RowKind;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.AttemptState;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskPhase;
import io.infinitic.schemas.TaskState;
import io.infinitic.store.StoreException;
import io.infinitic.transport.DeadLetters;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Transport;
import io.infinitic.wire.Sizes;
import io.infinitic.wire.UndecodableMessageException;
import io.infinitic.wire.Wording;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the engines ask for into messages, each by itself: one that cannot be made or sent
 * becomes a failure of the task or the command that it was for, and the others go on.
 *
 * <p>Only what goes to other partitions and to operators has to arrive. If such a message fails,
 * nothing is published any more: what comes after it must not overtake it. The partition is taken
 * again from its checkpoint.
 */
final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int PAGE_BYTES = 500_000;
  private static final int PAGE_EVENTS = 1_000;

  private final Transport transport;
  private final PartitionRows rows;
  private final Enquiries enquiries;
  private final Undelivered undelivered;
  private volatile @Nullable Throwable failure;

  Outbox(Transport transport, PartitionRows rows, Readers readers, String source) {
    this.transport = transport;
    this.rows = rows;
    enquiries = new Enquiries(rows, readers, this::replyNow);
    undelivered =
        new Undelivered(
            (to, message) -> {
              CompletableFuture<Void> sent = send(to, message);
              transport.flush(); // the partition's thread does not know of it
              return sent;
            },
            this::sendDeadLetter,
            source);
  }

  /**
   * Sends what is still wanted of it. A dispatch is not, when a later message of the same batch has
   * ended the attempt: after a restart, the log may already hold its result.
   */
  void publish(List<Outbound> outbound) {
    for (Outbound out : outbound) {
      try {
        publish(out);
      } catch (StoreException e) {
        throw e; // not the output's fault: the partition is taken again from its checkpoint
      } catch (RuntimeException e) {
        if (e instanceof UndecodableMessageException event && event.isOfNewerVersion()) {
          throw new StoreException("a history cannot be read: " + e.getMessage(), e);
        }
        LOG.warn("INF-1021 an output cannot be made: {}", e.toString());
        mustArrive(undelivered.unmade(out, e));
      }
    }
  }

  private void publish(Outbound out) {
    if (out instanceof Outbound.Dispatch dispatch) {
      if (isCurrent(dispatch.task())) {
        mustArrive(dispatch(dispatch.task()));
      }
    } else if (out instanceof Outbound.Answer answer) {
      reply(answer.replyTo(), answer.reply());
    } else if (out instanceof Outbound.ToEngine to) {
      send(to);
    } else if (out instanceof Outbound.ToAll to) {
      for (int partition = 0; partition < transport.partitions(); partition++) {
        mustArrive(
            send(new Destination.EnginePartition(partition), to.message())
                .exceptionallyCompose(error -> undelivered.toAll(to, cause(error))));
      }
    } else if (out instanceof Outbound.Ask ask) {
      ExecuteWorkflowTask question = ask.question();
      var to = new Destination.WorkflowTasks(question.workflowName(), question.workflowId());
      mustArrive(
          send(to, question).exceptionallyCompose(e -> undelivered.question(question, cause(e))));
    } else if (out instanceof Outbound.SendRuns runs) {
      enquiries.list(runs.request());
    } else if (out instanceof Outbound.SendHistory request) {
      enquiries.history(request);
    } else if (out instanceof Outbound.RetryStuckRuns retry) {
      enquiries.retryStuck(retry.build(), this::sendNow);
    }
  }

  /** To a partition of the engine. */
  void send(Outbound.ToEngine to) {
    mustArrive(
        send(new Destination.Engine(to.workflowId()), to.message())
            .exceptionallyCompose(
                error ->
                    cause(error) instanceof MessageRefusedException refused
                        ? undelivered.toEngine(to, refused)
                        : CompletableFuture.failedFuture(cause(error))));
  }

  /** Keeps a message that cannot be read or handled, with the reason. */
  void deadLetter(DeadLetter letter) {
    mustArrive(sendDeadLetter(letter));
  }

  private CompletableFuture<Void> sendDeadLetter(DeadLetter letter) {
    LOG.warn(
        "INF-1001 message {} of {} is kept in the dead-letter topic: {}",
        letter.position(),
        letter.sourceTopic(),
        letter.reason());
    requireNoFailure();
    try {
      return DeadLetters.send(transport, letter);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The partition's state may be stored only when that is durable. */
  private void mustArrive(CompletableFuture<Void> sent) {
    rows.changes()
        .published(
            sent.whenComplete(
                (done, error) -> {
                  if (error != null) {
                    failure = cause(error);
                  }
                }));
  }

  /** What a transport throws is a failure of that message only. */
  private CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    requireNoFailure();
    try {
      return transport.send(to, message);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Throws if something that must arrive has not.
   *
   * @throws PublishFailedException then
   */
  void requireNoFailure() {
    Throwable known = failure;
    if (known != null) {
      throw new PublishFailedException(known);
    }
  }

  /** From another thread than the partition's. */
  private void replyNow(String address, SpecificRecord body) {
    reply(address, new Reply(body));
    transport.flush();
  }

  /** From another thread than the partition's. If it is lost, nobody waits for it. */
  private void sendNow(String workflowId, SpecificRecord body) {
    send(new Destination.Engine(workflowId), new EngineMessage(body));
    transport.flush();
  }

  private void reply(String address, Reply reply) {
    send(new Destination.Replies(address), reply)
        .exceptionally(
            error -> {
              LOG.debug("a reply to {} is lost, and asked for again", address, cause(error));
              return null;
            });
  }

  private boolean isCurrent(TaskState task) {
    String id =
        task.kind() == TaskKind.WORKFLOW_TASK ? Ids.WORKFLOW_TASK : Ids.numbered(task.number());
    TaskState now = rows.get(task.runId(), RowKind.TASK, id);
    return now != null
        && now.number() == task.number()
        && now.attempt() == task.attempt()
        && now.phase() == TaskPhase.DISPATCHED;
  }

  private CompletableFuture<Void> dispatch(TaskState task) {
    if (task.kind() == TaskKind.TASK) {
      AttemptState attempt = rows.get(task.runId(), RowKind.ATTEMPT, Ids.numbered(task.number()));
      return send(
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
                  attempt == null ? null : attempt.heartbeat()))
          .exceptionallyCompose(error -> undelivered.task(task, cause(error)));
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
                Tasks.isStuck(task) && task.lastFailure() != null
                    ? Wording.of(task.lastFailure())
                    : null))
        .exceptionallyCompose(error -> undelivered.workflowTask(task, cause(error)));
  }

  /** As many events as fit a message; at least one. */
  static List<HistoryEvent> page(String runId, long from, long through, HistoryEvents source) {
    return List.copyOf(Sizes.first(source.history(runId, from, through, PAGE_EVENTS), PAGE_BYTES));
  }

  static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  /** The partition is taken again from its checkpoint. */
  static final class PublishFailedException extends StoreException {
    PublishFailedException(Throwable cause) {
      super("what it publishes does not arrive: " + cause.getMessage(), cause);
    }
  }
}
