package io.infinitic.clients;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.RunDescription;
import io.infinitic.stubs.Stubs;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workflows.DeferredStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What an {@link InfiniticClient} does to runs that exist. */
abstract class RunManagement extends Dispatching {

  final Calls calls;
  final Replies replies;
  final Administration administration;
  private final DelegatedTasks delegated;

  RunManagement(Calls calls, Replies replies) {
    this.calls = calls;
    this.replies = replies;
    administration = new Administration(calls, replies);
    delegated = new DelegatedTasks(calls, replies.payloads());
  }

  /**
   * Asks to cancel: the workflow sees it as {@code WorkflowCanceledException} at its waits, and may
   * clean up. Returns when the run has accepted it.
   *
   * @throws io.infinitic.exceptions.WorkflowUnknownException if there is no open run with the id
   */
  public void cancel(Object stub) {
    Replies.join(cancelAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> cancelAsync(Object stub) {
    return administration.cancel(stub);
  }

  /** Ends at once; nothing of it goes on, nothing is cleaned up. */
  public void terminate(Object stub, String reason) {
    Replies.join(terminateAsync(stub, reason));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> terminateAsync(Object stub, String reason) {
    return administration.terminate(stub, reason);
  }

  /** Lets the workflow decide nothing until it is resumed; what happens meanwhile is kept. */
  public void suspend(Object stub) {
    Replies.join(suspendAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> suspendAsync(Object stub) {
    return administration.suspend(stub);
  }

  /** Goes on with a suspended workflow. */
  public void resume(Object stub) {
    Replies.join(resumeAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> resumeAsync(Object stub) {
    return administration.resume(stub);
  }

  /**
   * Tries all failed tasks of the run again, with a new count of attempts. A run that failed by one
   * of them, and did nothing else since, goes on.
   */
  public void retryTasks(Object stub) {
    Replies.join(retryTasksAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryTasksAsync(Object stub) {
    return administration.retryTasks(stub, null, null, null);
  }

  /** The same for one task. */
  public void retryTasks(Object stub, String taskId) {
    Replies.join(retryTasksAsync(stub, taskId));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryTasksAsync(Object stub, String taskId) {
    return administration.retryTasks(stub, taskId, null, null);
  }

  /** The same for tasks of a service that are FAILED, or TIMED_OUT. */
  public void retryTasks(Object stub, DeferredStatus status, Class<?> service) {
    Replies.join(retryTasksAsync(stub, status, service));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryTasksAsync(
      Object stub, DeferredStatus status, Class<?> service) {
    return administration.retryTasks(stub, null, status, service);
  }

  /**
   * Lets a run begin now that waits for its start delay, or for its time by the calendar; the one
   * after it comes at its time. A run that has begun goes on as it is.
   */
  public void startNow(Object stub) {
    Replies.join(startNowAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> startNowAsync(Object stub) {
    return administration.startNow(stub);
  }

  /** Asks a worker again to decide for a STUCK run: after its code, or its worker, was mended. */
  public void retryWorkflowTask(Object stub) {
    Replies.join(retryWorkflowTaskAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryWorkflowTaskAsync(Object stub) {
    return administration.retryWorkflowTask(stub);
  }

  /** Lets all pending timers of the workflow's code fire now. */
  public void completeTimers(Object stub) {
    Replies.join(completeTimersAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> completeTimersAsync(Object stub) {
    return administration.completeTimers(stub, null);
  }

  /** The same for the timers that one method call has started. */
  public void completeTimers(Object stub, String methodId) {
    Replies.join(completeTimersAsync(stub, methodId));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> completeTimersAsync(Object stub, String methodId) {
    return administration.completeTimers(stub, methodId);
  }

  /**
   * Ids of the open runs that a stub of {@link InfiniticClient#getWorkflowByTag} stands for.
   *
   * @throws InvalidStubException for other stubs
   */
  public Set<String> getIds(Object tagStub) {
    return Replies.join(getIdsAsync(tagStub));
  }

  /** The same without waiting. */
  public CompletableFuture<Set<String>> getIdsAsync(Object tagStub) {
    if (!(Stubs.handlerOf(tagStub) instanceof ClientStubs.OfTag stub)) {
      throw new InvalidStubException("getIds needs a stub made by getWorkflowByTag");
    }
    return administration.ids(stub);
  }

  /**
   * The state of the latest run with the stub's id.
   *
   * @throws io.infinitic.exceptions.WorkflowUnknownException if there is none
   */
  public WorkflowDescription describe(Object stub) {
    return Replies.join(describeAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<WorkflowDescription> describeAsync(Object stub) {
    return description(ClientStubs.one(stub).workflowId());
  }

  WorkflowDescription describe(String workflowId) {
    return Replies.join(description(workflowId));
  }

  private CompletableFuture<WorkflowDescription> description(String workflowId) {
    String requestId = ReplyInbox.newRequestId();
    var request = new DescribeWorkflow(requestId, workflowId, calls.replyTo());
    return limited(calls.ask(requestId, workflowId, request, false).last())
        .thenApply(
            reply -> {
              if (reply instanceof RunDescription description) {
                return Descriptions.of(description);
              }
              throw replies.refused(reply, "");
            });
  }

  /**
   * What has happened in the latest run with the id, in order.
   *
   * @throws io.infinitic.exceptions.WorkflowUnknownException if there is none
   */
  public List<HistoryEvent> history(String workflowId) {
    return Replies.join(historyAsync(workflowId));
  }

  /** The same without waiting. */
  public CompletableFuture<List<HistoryEvent>> historyAsync(String workflowId) {
    return limited(new HistoryRequest(calls, workflowId).send())
        .thenApply(events -> events.stream().map(Descriptions::of).toList());
  }

  /** Runs, the latest started first, page by page. */
  public Page<WorkflowSummary> list(WorkflowQuery query) {
    return Replies.join(listAsync(query));
  }

  /** The same without waiting. */
  public CompletableFuture<Page<WorkflowSummary>> listAsync(WorkflowQuery query) {
    return limited(new Listing(calls).page(query));
  }

  private static <T> CompletableFuture<T> limited(CompletableFuture<T> future) {
    return future.orTimeout(Administration.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Completes a task whose worker has delegated it. Any open task can be completed so, also before
   * its worker has returned.
   *
   * @param serviceName name of the service: as a rule, the class name of its interface
   * @param taskId what {@code Task.getTaskId()} gave to the task
   * @param result what the task returns; null if it returns nothing
   * @throws io.infinitic.exceptions.TaskUnknownException if its outcome is known, or there is no
   *     such task
   * @throws IllegalArgumentException if it is no task id
   */
  public void completeDelegatedTask(String serviceName, String taskId, @Nullable Object result) {
    Replies.join(completeDelegatedTaskAsync(serviceName, taskId, result));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> completeDelegatedTaskAsync(
      String serviceName, String taskId, @Nullable Object result) {
    return delegated.complete(serviceName, taskId, result);
  }

  /**
   * Fails the attempt of a task whose worker has delegated it: the task is retried as usual, by the
   * worker's method, unless it is a {@code TaskFailure} that says otherwise.
   *
   * @throws io.infinitic.exceptions.TaskUnknownException if no attempt is under way
   */
  public void failDelegatedTask(String serviceName, String taskId, Throwable failure) {
    Replies.join(failDelegatedTaskAsync(serviceName, taskId, failure));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> failDelegatedTaskAsync(
      String serviceName, String taskId, Throwable failure) {
    return delegated.fail(serviceName, taskId, failure);
  }

  /**
   * Tells that somebody still works on a delegated task that has a heartbeat limit.
   *
   * @param details how far it is, for the next attempt; null for nothing new
   * @throws io.infinitic.exceptions.TaskUnknownException if nobody wants it any more: then stop
   */
  public void heartbeatDelegatedTask(String serviceName, String taskId, @Nullable Object details) {
    Replies.join(heartbeatDelegatedTaskAsync(serviceName, taskId, details));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> heartbeatDelegatedTaskAsync(
      String serviceName, String taskId, @Nullable Object details) {
    return delegated.heartbeat(serviceName, taskId, details);
  }
}
