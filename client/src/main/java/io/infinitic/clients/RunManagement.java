package io.infinitic.clients;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.schemas.RunState;
import io.infinitic.transport.Transport;
import io.infinitic.workflows.DeferredStatus;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link InfiniticClient} does to runs that exist. Where a stub of one run is asked for, a
 * workflow id does as well, for the latest run with it, or a run id.
 */
abstract class RunManagement extends Dispatching {

  final Calls calls;
  final Replies replies;
  final Administration administration;
  final Roster roster;
  final RunDescriptions descriptions;

  private final DelegatedTasks delegated;

  RunManagement(Transport transport, Calls calls, Replies replies) {
    this.calls = calls;
    roster = new Roster(transport, calls);
    descriptions = new RunDescriptions(calls, replies, roster);
    SlowWaits slowWaits =
        new SlowWaits(
            id -> descriptions.describe(RunAddress.latest(id)),
            task -> calls.later(task, SlowWaits.PACE));
    calls.whenSlow(slowWaits::look);
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
    return Replies.attempt(() -> administration.cancel(stub));
  }

  /** Ends at once; nothing of it goes on, nothing is cleaned up. */
  public void terminate(Object stub, String reason) {
    Replies.join(terminateAsync(stub, reason));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> terminateAsync(Object stub, String reason) {
    return Replies.attempt(() -> administration.terminate(stub, reason));
  }

  /** Lets the workflow decide nothing until it is resumed; what happens meanwhile is kept. */
  public void suspend(Object stub) {
    Replies.join(suspendAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> suspendAsync(Object stub) {
    return Replies.attempt(() -> administration.suspend(stub));
  }

  /** Goes on with a suspended workflow. */
  public void resume(Object stub) {
    Replies.join(resumeAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> resumeAsync(Object stub) {
    return Replies.attempt(() -> administration.resume(stub));
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
    return Replies.attempt(() -> administration.retryTasks(stub, null, null, null));
  }

  /** The same for one task. */
  public void retryTasks(Object stub, String taskId) {
    Replies.join(retryTasksAsync(stub, taskId));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryTasksAsync(Object stub, String taskId) {
    return Replies.attempt(() -> administration.retryTasks(stub, taskId, null, null));
  }

  /** The same for tasks of a service that are FAILED, or TIMED_OUT. */
  public void retryTasks(Object stub, DeferredStatus status, Class<?> service) {
    Replies.join(retryTasksAsync(stub, status, service));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryTasksAsync(
      Object stub, DeferredStatus status, Class<?> service) {
    return Replies.attempt(() -> administration.retryTasks(stub, null, status, service));
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
    return Replies.attempt(() -> administration.startNow(stub));
  }

  /** Asks a worker again to decide for a STUCK run: after its code, or its worker, was mended. */
  public void retryWorkflowTask(Object stub) {
    Replies.join(retryWorkflowTaskAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> retryWorkflowTaskAsync(Object stub) {
    return Replies.attempt(() -> administration.retryWorkflowTask(stub));
  }

  /** Lets all pending timers of the workflow's code fire now. */
  public void completeTimers(Object stub) {
    Replies.join(completeTimersAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> completeTimersAsync(Object stub) {
    return Replies.attempt(() -> administration.completeTimers(stub, null));
  }

  /** The same for the timers that one method call has started. */
  public void completeTimers(Object stub, String methodId) {
    Replies.join(completeTimersAsync(stub, methodId));
  }

  /** The same without waiting. */
  public CompletableFuture<Void> completeTimersAsync(Object stub, String methodId) {
    return Replies.attempt(() -> administration.completeTimers(stub, methodId));
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
    return Replies.attempt(
        () ->
            administration.ids(
                ClientStubs.tagged(tagStub)
                    .orElseThrow(
                        () ->
                            new InvalidStubException(
                                "getIds needs a stub made by getWorkflowByTag"))));
  }

  /**
   * The state of a run.
   *
   * @param stub made by {@link InfiniticClient#getWorkflowById}; or a workflow id, for the latest
   *     run with it; or a run id
   * @throws io.infinitic.exceptions.WorkflowUnknownException if there is none
   */
  public WorkflowDescription describe(Object stub) {
    return Replies.join(describeAsync(stub));
  }

  /** The same without waiting. */
  public CompletableFuture<WorkflowDescription> describeAsync(Object stub) {
    return Replies.attempt(
        () -> RunAddress.byAnyId(calls, ClientStubs.idOf(stub), descriptions::describe));
  }

  /**
   * What has happened in a run, in order.
   *
   * @param id a workflow id, for the latest run with it, or a run id
   * @throws io.infinitic.exceptions.WorkflowUnknownException if there is none
   */
  public List<HistoryEvent> history(String id) {
    return Replies.join(historyAsync(id));
  }

  /** The same without waiting. */
  public CompletableFuture<List<HistoryEvent>> historyAsync(String id) {
    return Replies.attempt(() -> RunAddress.byAnyId(calls, ClientStubs.idOf(id), this::history));
  }

  private CompletableFuture<List<HistoryEvent>> history(RunAddress address) {
    return descriptions
        .known(address)
        .thenCompose(
            described -> {
              RunState run = described.run();
              return new HistoryRequest(calls, run.workflowId(), run.runId())
                  .send()
                  .thenApply(events -> Histories.of(events, run.notes()));
            });
  }

  /** Runs, the latest started first, page by page. */
  public Page<WorkflowSummary> list(WorkflowQuery query) {
    return Replies.join(listAsync(query));
  }

  /** The same without waiting. */
  public CompletableFuture<Page<WorkflowSummary>> listAsync(WorkflowQuery query) {
    return Replies.attempt(() -> new Listing(calls).page(query));
  }

  /** The workers that are connected now, by name; none are kept that were. */
  public List<ConnectedWorker> workers() {
    return Replies.join(workersAsync());
  }

  /** The same without waiting. */
  public CompletableFuture<List<ConnectedWorker>> workersAsync() {
    return Replies.attempt(() -> roster.workers());
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
    return Replies.attempt(() -> delegated.complete(serviceName, taskId, result));
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
    return Replies.attempt(() -> delegated.fail(serviceName, taskId, failure));
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
    return Replies.attempt(() -> delegated.heartbeat(serviceName, taskId, details));
  }
}
