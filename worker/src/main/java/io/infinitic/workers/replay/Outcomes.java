package io.infinitic.workers.replay;

import io.infinitic.exceptions.CallRefusedException;
import io.infinitic.exceptions.DeferredCanceledException;
import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.TaskCanceledException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowTerminatedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RemoteStatus;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.stubs.StubCall;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.workflows.DeferredStatus;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settles the promise of a command by the event that tells how the command ended. */
final class Outcomes {

  private final Payloads payloads;

  Outcomes(Payloads payloads) {
    this.payloads = payloads;
  }

  <R> void task(
      Promise<R> promise, TaskEnded ended, StubCall call, ScheduleTask task, String taskId) {
    Supplier<@Nullable Failure> failure = () -> Failures.read(ended.failure(), payloads);
    switch (ended.status()) {
      case COMPLETED ->
          promise.settle(DeferredStatus.COMPLETED, new Value<>(payloads, ended.result(), call));
      case TIMED_OUT ->
          fail(
              promise,
              DeferredStatus.TIMED_OUT,
              () -> new TaskTimedOutException(task.service(), task.task(), taskId, failure.get()));
      case CANCELED ->
          fail(
              promise,
              DeferredStatus.CANCELED,
              () -> new TaskCanceledException(task.service(), task.task(), taskId, failure.get()));
      default ->
          fail(
              promise,
              DeferredStatus.FAILED,
              () -> new TaskFailedException(task.service(), task.task(), taskId, failure.get()));
    }
  }

  /**
   * @param due the time that the timer was started for
   * @param now the time of the event
   */
  void timer(Promise<Instant> promise, TimerEnded ended, Instant due, Instant now) {
    if (ended.canceled()) {
      fail(promise, DeferredStatus.CANCELED, () -> canceled(promise));
    } else {
      promise.settle(DeferredStatus.COMPLETED, () -> ended.early() ? now : due);
    }
  }

  <R> void remote(Promise<R> promise, RemoteEnded ended, @Nullable StubCall call) {
    if (ended.status() == RemoteStatus.COMPLETED) {
      promise.settle(DeferredStatus.COMPLETED, new Value<>(payloads, ended.result(), call));
      return;
    }
    DeferredStatus status =
        switch (ended.status()) {
          case UNKNOWN -> DeferredStatus.UNKNOWN;
          case CANCELED -> DeferredStatus.CANCELED;
          case TIMED_OUT -> DeferredStatus.TIMED_OUT;
          default -> DeferredStatus.FAILED;
        };
    fail(promise, status, () -> thrown(ended, call));
  }

  private DeferredException thrown(RemoteEnded ended, @Nullable StubCall call) {
    String name = ended.workflowName();
    String id = ended.workflowId();
    String run = ended.runId();
    Failure failure = Failures.read(ended.failure(), payloads);
    return switch (ended.status()) {
      case TIMED_OUT -> new WorkflowTimedOutException(name, id, run, failure);
      case CANCELED -> new WorkflowCanceledException(name, id, run, failure);
      case TERMINATED -> new WorkflowTerminatedException(name, id, run, failure);
      case UNKNOWN -> new WorkflowUnknownException(name, id, run, failure);
      case REJECTED -> new WorkflowAlreadyStartedException(name, id, run, failure);
      case REFUSED ->
          new CallRefusedException((call == null ? name : call.label()) + " was refused", failure);
      default -> Failures.failed(name, id, run, failure);
    };
  }

  private static <R> void fail(
      Promise<R> promise, DeferredStatus status, Supplier<DeferredException> thrown) {
    promise.settle(
        status,
        () -> {
          throw thrown.get();
        });
  }

  /** What awaiting something throws that the code itself has cancelled. */
  static DeferredException canceled(Promise<?> promise) {
    if (promise.run().rules().cancelWithScope() && promise.run().isCurrentCanceled()) {
      return promise.run().canceled(); // it was cancelled with the code that awaits it
    }
    return new DeferredCanceledException(
        promise.name() + ", id " + promise.getId() + ", was canceled");
  }

  /** A result, read when it is first asked for. */
  private static final class Value<R> implements Promise.Outcome<R> {
    private final Payloads payloads;
    private final @Nullable Payload result;
    private final @Nullable StubCall call;
    private boolean read;
    private @Nullable R value;

    Value(Payloads payloads, @Nullable Payload result, @Nullable StubCall call) {
      this.payloads = payloads;
      this.result = result;
      this.call = call;
    }

    @Override
    @SuppressWarnings("unchecked") // read by the method's declared type
    public R get() {
      if (!read && result != null && call != null) {
        String what = "the result of " + call.label();
        value = (R) payloads.readResult(call.type(), call.method(), result, what);
      }
      read = true;
      return value;
    }
  }
}
