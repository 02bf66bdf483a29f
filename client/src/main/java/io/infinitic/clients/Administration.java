package io.infinitic.clients;

import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CompleteTimers;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.StartNow;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaggedRuns;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.stubs.Names;
import io.infinitic.values.ReplyInbox;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Shortening;
import io.infinitic.workflows.DeferredStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Requests to manage runs: one by its id, or all that have a tag. */
record Administration(Calls calls, Replies replies) {

  private interface Request {
    SpecificRecord make(String requestId, String workflowId, String replyTo);
  }

  CompletableFuture<Void> cancel(Object stub) {
    return manage(
        stub,
        (requestId, workflowId, replyTo) ->
            new CancelWorkflow(
                requestId, workflowId, null, "asked by " + calls.replyTo(), replyTo, null));
  }

  CompletableFuture<Void> terminate(Object stub, String reason) {
    return manage(
        stub,
        (requestId, workflowId, replyTo) ->
            new TerminateWorkflow(
                requestId,
                workflowId,
                Shortening.text(reason, Limits.STATUS_BYTES),
                replyTo,
                null));
  }

  CompletableFuture<Void> suspend(Object stub) {
    return manage(stub, SuspendWorkflow::new);
  }

  CompletableFuture<Void> resume(Object stub) {
    return manage(stub, ResumeWorkflow::new);
  }

  CompletableFuture<Void> startNow(Object stub) {
    return manage(stub, StartNow::new);
  }

  CompletableFuture<Void> retryWorkflowTask(Object stub) {
    return manage(stub, RetryWorkflowTask::new);
  }

  CompletableFuture<Void> completeTimers(Object stub, @Nullable String methodId) {
    return manage(
        stub,
        (requestId, workflowId, replyTo) ->
            new CompleteTimers(requestId, workflowId, methodId, replyTo));
  }

  CompletableFuture<Void> retryTasks(
      Object stub,
      @Nullable String taskId,
      @Nullable DeferredStatus status,
      @Nullable Class<?> service) {
    OutcomeStatus outcome = status == null ? null : outcome(status);
    return manage(
        stub,
        (requestId, workflowId, replyTo) ->
            new RetryTasks(
                requestId,
                workflowId,
                taskId,
                outcome,
                service == null ? null : Names.of(service),
                replyTo));
  }

  private static OutcomeStatus outcome(DeferredStatus status) {
    return switch (status) {
      case FAILED -> OutcomeStatus.FAILED;
      case TIMED_OUT -> OutcomeStatus.TIMED_OUT;
      default ->
          throw new IllegalArgumentException(
              "tasks that are " + status + " cannot be retried; FAILED and TIMED_OUT ones can");
    };
  }

  CompletableFuture<Set<String>> ids(ClientStubs.OfTag stub) {
    return forTag(stub, null);
  }

  /** Carries a request out on all open runs with the tag. Their ids. */
  CompletableFuture<Set<String>> forTag(ClientStubs.OfTag stub, @Nullable SpecificRecord request) {
    ForTag first = new ForTag("", Names.of(stub.type()), stub.tag(), request, calls.replyTo(), "");
    List<CompletableFuture<Object>> answers = calls.askAll(first::withRequestId);
    Set<String> ids = new ConcurrentSkipListSet<>();
    CompletableFuture<?>[] complete = new CompletableFuture<?>[answers.size()];
    for (int i = 0; i < complete.length; i++) {
      int partition = i;
      complete[i] =
          answers.get(i).thenCompose(answer -> rest(partition, first, (TaggedRuns) answer, ids));
    }
    return CompletableFuture.allOf(complete).thenApply(all -> ids);
  }

  /** Asks for the ids that did not fit. What was asked of the runs was done with the first. */
  private CompletableFuture<?> rest(
      int partition, ForTag first, TaggedRuns answer, Set<String> into) {
    List<String> ids = answer.workflowIds();
    into.addAll(ids);
    if (!answer.more() || ids.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    ForTag next = first.withRequest(null).withAfter(ids.get(ids.size() - 1));
    return calls
        .ask(partition, ReplyInbox.newRequestId(), next::withRequestId)
        .thenCompose(more -> rest(partition, first, (TaggedRuns) more, into));
  }

  private CompletableFuture<Void> manage(Object stubOrId, Request request) {
    Optional<ClientStubs.OfTag> tagged = ClientStubs.tagged(stubOrId);
    if (tagged.isPresent()) {
      return forTag(tagged.get(), request.make("", "", "")).thenApply(ids -> null);
    }
    String name = ClientStubs.nameOf(stubOrId);
    return RunAddress.byAnyId(
        calls, ClientStubs.idOf(stubOrId), run -> manage(run.requireLatest(), name, request));
  }

  private CompletableFuture<Void> manage(RunAddress run, String workflowName, Request request) {
    String workflowId = run.workflowId();
    String requestId = ReplyInbox.newRequestId();
    return calls
        .ask(requestId, workflowId, request.make(requestId, workflowId, calls.replyTo()))
        .thenApply(
            reply -> {
              replies.accepted(reply, workflowName);
              return null;
            });
  }
}
