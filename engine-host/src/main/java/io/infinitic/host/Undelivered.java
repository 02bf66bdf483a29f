package io.infinitic.host;

import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CallRefused;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.QueryAnswered;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskKind;
import io.infinitic.schemas.TaskState;
import io.infinitic.schemas.TaskUndelivered;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.DeadLetters;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.wire.WireCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an output that cannot be sent. If the broker will never take it, whoever asked
 * for it hears so. If it may later, it is put back into the partition's log, so that nothing waits
 * for it, and it is not forgotten.
 */
final class Undelivered {

  private static final Logger LOG = LoggerFactory.getLogger(Undelivered.class);
  private static final long AGAIN_MILLIS = 10_000;
  private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

  private final BiFunction<Destination, SpecificRecord, CompletableFuture<Void>> send;
  private final Function<DeadLetter, CompletableFuture<Void>> keep;
  private final String source;

  Undelivered(
      BiFunction<Destination, SpecificRecord, CompletableFuture<Void>> send,
      Function<DeadLetter, CompletableFuture<Void>> keep,
      String source) {
    this.send = send;
    this.keep = keep;
    this.source = source;
  }

  /** A task that the broker will never take has failed: its workflow hears of it. */
  CompletableFuture<Void> task(TaskState task, Throwable cause) {
    if (cause instanceof MessageRefusedException refused) {
      return failed(task, refusal(task, refused), false);
    }
    LOG.warn(
        "INF-1023 attempt {} of task {} of workflow {} cannot be sent to the workers of {} and is"
            + " sent again in {} s: {}",
        task.attempt(),
        task.taskId(),
        task.workflowId(),
        task.service(),
        AGAIN_MILLIS / 1_000,
        cause.toString());
    return toEngine(
        task.workflowId(),
        new TaskUndelivered(
            task.workflowId(),
            task.runId(),
            task.number(),
            task.attempt(),
            failure("the task could not be sent to its workers: " + cause.getMessage()),
            AGAIN_MILLIS));
  }

  /**
   * What kept it away is no verdict on the code: it is tried again soon, for as long as it takes.
   */
  CompletableFuture<Void> workflowTask(TaskState task, Throwable cause) {
    if (cause instanceof MessageRefusedException refused) {
      return failed(task, refusal(task, refused), false);
    }
    LOG.warn(
        "INF-1023 WorkflowTask {} of run {} of workflow {}, id {}, cannot be sent to its workers"
            + " and is sent again, at least once a minute: {}",
        task.number(),
        task.runId(),
        task.workflowName(),
        task.workflowId(),
        cause.toString());
    return failed(
        task, failure("it could not be sent to its workers: " + cause.getMessage()), true);
  }

  /**
   * A client asks again by itself; a workflow does not. What asks nothing, but lets a run leave a
   * worker's memory, is not needed.
   */
  CompletableFuture<Void> question(ExecuteWorkflowTask task, Throwable cause) {
    QueryCall question = task.query();
    if (question == null) {
      return CompletableFuture.completedFuture(null);
    }
    if (cause instanceof MessageRefusedException) {
      return answer(task, question, cause);
    }
    LOG.debug("a question to workflow {} cannot be sent", task.workflowId(), cause);
    if (question.caller() == null) {
      return CompletableFuture.completedFuture(null);
    }
    return CompletableFuture.runAsync(() -> {}, LATER)
        .thenCompose(late -> toEngine(task.workflowId(), asked(task, question)));
  }

  /** The message that the question came from. */
  private static SpecificRecord asked(ExecuteWorkflowTask task, QueryCall question) {
    if (question.validates() instanceof StartWorkflow start) {
      return start.withValidator(question.methodName());
    } else if (question.validates() instanceof CallMethod call) {
      return call.withValidator(question.methodName());
    }
    return new QueryWorkflow(
        question.requestId(),
        task.workflowId(),
        task.workflowName(),
        question.methodName(),
        question.arguments(),
        question.replyTo(),
        question.caller());
  }

  private CompletableFuture<Void> answer(
      ExecuteWorkflowTask task, QueryCall question, Throwable cause) {
    String reason = "its workers cannot be asked: " + cause.getMessage();
    SpecificRecord answer =
        question.validates() != null
            ? new CallRefused(question.requestId(), task.workflowId(), failure(reason))
            : new QueryAnswered(
                question.requestId(),
                task.workflowId(),
                task.workflowName(),
                task.runId(),
                null,
                reason);
    Caller caller = question.caller();
    return caller != null
        ? answer(caller, answer)
        : send.apply(new Destination.Replies(question.replyTo()), new Reply(answer))
            .exceptionally(lost -> null);
  }

  /** What another workflow should have heard: the command that said it hears why it cannot. */
  CompletableFuture<Void> toEngine(Outbound.ToEngine to, MessageRefusedException refused) {
    SpecificRecord body = (SpecificRecord) to.message().body();
    if (field(body, "caller") instanceof Caller caller) {
      return answer(
          caller,
          new CallRefused(
              String.valueOf(field(body, "requestId")),
              to.workflowId(),
              failure("the broker does not take it: " + refused.getMessage(), refused)));
    }
    CompletableFuture<Void> kept =
        keep.apply(
            DeadLetters.shortened(
                new DeadLetter(
                    source,
                    "",
                    to.workflowId(),
                    "to workflow " + to.workflowId() + ": " + refused.getMessage(),
                    System.currentTimeMillis(),
                    ByteBuffer.wrap(WireCodec.encode(to.message())))));
    return body instanceof MessageKept
        ? kept
        : CompletableFuture.allOf(
            kept,
            toEngine(
                to.workflowId(),
                new MessageKept(
                    to.workflowId(), source, "", String.valueOf(refused.getMessage()))));
  }

  /** What should have gone to all partitions: the others hear of it, and a person of this. */
  CompletableFuture<Void> toAll(Outbound.ToAll to, Throwable cause) {
    if (!(cause instanceof MessageRefusedException)) {
      return CompletableFuture.failedFuture(cause);
    }
    return keep.apply(
        DeadLetters.shortened(
            new DeadLetter(
                source,
                "",
                null,
                "to all partitions: " + cause.getMessage(),
                System.currentTimeMillis(),
                ByteBuffer.wrap(WireCodec.encode(to.message())))));
  }

  /** What cannot even be made, because rows or events of its run are damaged. */
  CompletableFuture<Void> unmade(Outbound out, RuntimeException reason) {
    return out instanceof Outbound.Dispatch dispatch
        ? failed(dispatch.task(), failure(String.valueOf(reason.getMessage())), false)
        : CompletableFuture.completedFuture(null);
  }

  /**
   * @param infrastructure of a WorkflowTask: whether it was kept away by what may be over soon
   */
  private CompletableFuture<Void> failed(TaskState task, Failure failure, boolean infrastructure) {
    return toEngine(
        task.workflowId(),
        task.kind() == TaskKind.WORKFLOW_TASK
            ? new WorkflowTaskFailed(
                task.workflowId(),
                task.runId(),
                task.number(),
                task.attempt(),
                failure,
                source,
                infrastructure,
                "")
            : new TaskFailed(
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
                null));
  }

  private static Failure refusal(TaskState task, MessageRefusedException refused) {
    String what =
        refused instanceof MessageTooLargeException
            ? "with its arguments, meta data and last heartbeat, the task is larger than the broker"
                + " accepts: "
            : "the broker does not take messages for its workers: ";
    Failure failure = failure(what + refused.getMessage(), refused);
    return new Failure(failure.name(), failure.message(), "", task.lastFailure(), null);
  }

  private static Failure failure(String message, MessageRefusedException refused) {
    String name =
        refused instanceof MessageTooLargeException
            ? "io.infinitic.exceptions.PayloadTooLargeException"
            : MessageRefusedException.class.getName();
    return new Failure(name, message, "", null, null);
  }

  private static Failure failure(String message) {
    return new Failure("io.infinitic.exceptions.InfiniticException", message, "", null, null);
  }

  private CompletableFuture<Void> answer(Caller caller, SpecificRecord answer) {
    return toEngine(
        caller.workflowId(),
        new CommandAnswered(caller.workflowId(), caller.runId(), caller.number(), answer));
  }

  private CompletableFuture<Void> toEngine(String workflowId, SpecificRecord body) {
    return send.apply(new Destination.Engine(workflowId), new EngineMessage(body));
  }

  private static @Nullable Object field(SpecificRecord body, String name) {
    Schema.Field field = body.getSchema().getField(name);
    return field == null ? null : body.get(field.pos());
  }
}
