package io.infinitic.workers.tasks;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.HostedTask;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.workers.Slots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a service's code for an attempt, or for a batch of them, within its limit, and reports what
 * came of it. Its slots stay taken until the code has ended.
 */
abstract class Execution implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);
  private static final long WARN_AFTER_MILLIS = 2_000;

  final Service service;
  final TaskMethod method;
  final Running running;
  private final List<Attempt> attempts;
  private final Executions executions;
  private final Slots slots;
  private volatile Limit limit = Limit.NONE;
  private volatile boolean closing;
  private volatile long startedAtMillis;
  private volatile @Nullable ScheduledFuture<?> alarm;
  private StackTraceElement[] atTimeOut = {};

  Execution(
      Service service,
      TaskMethod method,
      List<Attempt> attempts,
      Executions executions,
      Slots slots) {
    this.service = service;
    this.method = method;
    this.attempts = List.copyOf(attempts);
    this.executions = executions;
    this.slots = slots;
    running = new Running(service.threads());
  }

  /** What the code can know about itself. */
  abstract TaskContext context();

  /** Reads the arguments. Reports those attempts that have none. */
  abstract void prepare();

  /** Calls the code, unless nothing is left to be done. */
  abstract @Nullable Object call() throws Exception;

  /** Reports a result. */
  abstract void returned(@Nullable Object result);

  /** Reports what the code threw. */
  abstract void threw(Throwable thrown);

  final List<Attempt> attempts() {
    return attempts;
  }

  @Override
  public final void run() {
    running.started();
    Object result = null;
    Throwable thrown = null;
    boolean isLater = false;
    TaskContext.bind(context());
    try (LoggingContext logging = LoggingContext.of(attempts)) {
      prepare();
      begin();
      result = call();
      if (method.isAsync() && isOpen()) {
        later(result);
        isLater = true;
      }
    } catch (Throwable e) { // whatever user code can throw: it must not reach other tasks
      thrown = e;
    } finally {
      TaskContext.bind(null);
    }
    if (!isLater) {
      end(result, thrown);
    }
  }

  private void begin() {
    startedAtMillis = System.currentTimeMillis();
    TaskSettings first = attempts.get(0).task().settings();
    Limit inForce = Limit.of(first, service.settings().timeout(), method.timeout());
    for (Attempt attempt : attempts.subList(1, attempts.size())) {
      inForce =
          inForce.and(
              Limit.of(attempt.task().settings(), service.settings().timeout(), method.timeout()));
    }
    limit = inForce;
    executions.add(this);
    if (limit.exists()) {
      alarm = after(limit.millis(), this::limitIsOver);
    }
  }

  private void later(@Nullable Object result) {
    if (!(result instanceof CompletionStage<?> stage)) {
      throw new InfiniticException(label() + " has returned null instead of a future");
    }
    CompletableFuture<?> future = stage.toCompletableFuture();
    running.returned(future);
    future.whenComplete(
        (value, error) -> inThread(() -> end(value, cause(error)), this::endWithout));
  }

  private static @Nullable Throwable cause(@Nullable Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private void end(@Nullable Object result, @Nullable Throwable thrown) {
    ended();
    TaskContext.bind(context()); // for what decides about retries
    try (LoggingContext logging = LoggingContext.of(attempts)) {
      if (thrown == null) {
        returned(result);
      } else {
        threw(thrown);
      }
    } catch (Throwable e) { // such as: no memory to write a result
      attempts.forEach(attempt -> attempt.report().broken(e));
    } finally {
      TaskContext.bind(null);
      leave();
    }
  }

  /** There is an outcome, and no thread that could tell it. */
  private void endWithout(Throwable error) {
    ended();
    attempts.forEach(attempt -> attempt.report().lost(error));
    leave();
  }

  private void ended() {
    running.ended();
    ScheduledFuture<?> set = alarm;
    if (set != null) {
      set.cancel(false);
    }
  }

  private void leave() {
    executions.remove(this);
    attempts.forEach(attempt -> slots.release());
  }

  /** Reports the attempts that are open. What goes wrong with one does not touch the others. */
  final void each(Consumer<Attempt> settlement) {
    for (Attempt attempt : attempts) {
      if (!attempt.report().isMade()) {
        try {
          settlement.accept(attempt);
        } catch (Throwable e) {
          attempt.report().broken(e);
        }
      }
    }
  }

  /** Reports what an attempt threw, or what was thrown because somebody has stopped it. */
  final void fail(Attempt attempt, Throwable thrown) {
    if (attempt.report().isMade()) {
      return; // the code that decides about retries is not asked in vain
    }
    if (running.hasTimedOut()) {
      failTimedOut(attempt, thrown);
    } else if (attempt.isUnwanted()) {
      attempt.report().dropped();
    } else if (closing) {
      attempt.report().givenBack();
    } else {
      attempt.report().failed(thrown, false, decision(attempt, thrown));
    }
  }

  private void failTimedOut(Attempt attempt, @Nullable Throwable thrown) {
    if (attempt.report().isMade()) {
      return;
    }
    TimedOutException timeout =
        new TimedOutException(
            "attempt %d of task %s has run longer than startToClose, %s"
                .formatted(attempt.task().attempt(), label(), Duration.ofMillis(limit.millis())));
    timeout.setStackTrace(atTimeOut);
    timeout.initCause(thrown);
    attempt.report().failed(timeout, true, decision(attempt, timeout));
  }

  private RetryDecision decision(Attempt attempt, Throwable thrown) {
    return RetryDecision.of(attempt.task(), service.settings().retry(), method.retry(), thrown);
  }

  /** Its attempts as others see them. */
  final List<HostedTask> hosted() {
    return attempts.stream()
        .map(Attempt::task)
        .map(
            task ->
                new HostedTask(
                    label(), task.taskId(), task.workflowId(), task.attempt(), startedAtMillis))
        .toList();
  }

  /** That of the attempt. */
  final Limit limit() {
    return limit;
  }

  /** Tells the engine that it runs. */
  final void announce() {
    for (Attempt attempt : attempts) {
      ExecuteTask task = attempt.task();
      if (!attempt.report().isMade()) {
        service
            .environment()
            .tell(
                task.workflowId(),
                new TaskStarted(
                    task.workflowId(),
                    task.runId(),
                    task.number(),
                    task.attempt(),
                    service.environment().worker(),
                    service.environment().inbox().address(),
                    limit.forEngineMillis(),
                    task.settings().heartbeatMillis(),
                    task.settings().retry() == null ? service.policy() : null));
      }
    }
  }

  /** Whether somebody counts the time of one of the attempts. */
  final boolean isLimited() {
    return limit.exists()
        || attempts.stream()
            .map(attempt -> attempt.task().settings())
            .anyMatch(s -> s.scheduleToStartMillis() > 0 || s.heartbeatMillis() > 0);
  }

  /** The engine does not want an attempt any more. Others of its batch may go on. */
  final void unwanted(Attempt attempt) {
    attempt.markUnwanted();
    if (isCancelled()) {
      running.stop();
    }
  }

  final boolean isCancelled() {
    return attempts.stream().allMatch(Attempt::isUnwanted);
  }

  /** The worker closes: what is stopped now is for another one. */
  final void close() {
    closing = true;
    running.stop();
  }

  final boolean isOpen() {
    return attempts.stream().anyMatch(attempt -> !attempt.report().isMade());
  }

  final String label() {
    return service.definition().name() + "." + attempts.get(0).task().task();
  }

  private void limitIsOver() {
    atTimeOut = running.stackTrace();
    if (running.timeOut()) {
      alarm = after(limit.graceMillis(), this::graceIsOver);
    }
  }

  private void graceIsOver() {
    inThread(this::giveUp, error -> alarm = after(WARN_AFTER_MILLIS, this::graceIsOver));
  }

  /** The code has neither returned nor thrown in its grace period. */
  private void giveUp() {
    TaskContext.bind(context());
    try (LoggingContext logging = LoggingContext.of(attempts)) {
      each(attempt -> failTimedOut(attempt, null));
    } finally {
      TaskContext.bind(null);
    }
    alarm = after(WARN_AFTER_MILLIS, this::warn);
  }

  private void warn() {
    if (!running.hasEnded()) {
      LOG.warn(
          "INF-2008 {} goes on after its limit of {} and after it was interrupted; it keeps its"
              + " slot. It is at {}",
          label(),
          Duration.ofMillis(limit.millis()),
          List.of(running.stackTrace()).stream().limit(5).toList());
    }
  }

  private ScheduledFuture<?> after(long millis, Runnable action) {
    return service.environment().timer().schedule(action, millis, TimeUnit.MILLISECONDS);
  }

  private void inThread(Runnable action, Consumer<Throwable> otherwise) {
    try {
      service.threads().execute(action);
    } catch (RuntimeException | Error e) { // such as: no more threads; or the worker is closed
      LOG.warn("INF-2012 no thread for the end of {}: {}", label(), e.toString());
      otherwise.accept(e);
    }
  }
}
