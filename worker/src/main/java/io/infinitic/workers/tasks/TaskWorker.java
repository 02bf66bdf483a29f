package io.infinitic.workers.tasks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.runtime.TaskContext;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.values.Policies;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.Consumption;
import io.infinitic.workers.Definition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs the tasks of one service. */
public final class TaskWorker implements Consumption.Handler<ExecuteTask> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskWorker.class);
  private static final long CLAIM_MILLIS = 3_000;

  private final Definition definition;
  private final ServiceSettings settings;
  private final Transport transport;
  private final Payloads payloads;
  private final ReplyInbox inbox;
  private final ScheduledExecutorService timeouts;
  private final String worker;
  private final Object instance;
  private final Cache<String, CompletableFuture<Void>> recent =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();

  /**
   * @param worker name of this worker
   */
  public TaskWorker(
      Definition definition,
      ServiceSettings settings,
      Transport transport,
      Payloads payloads,
      ReplyInbox inbox,
      ScheduledExecutorService timeouts,
      String worker) {
    this.definition = definition;
    this.settings = settings;
    this.transport = transport;
    this.payloads = payloads;
    this.inbox = inbox;
    this.timeouts = timeouts;
    this.worker = worker;
    instance = definition.newInstance();
  }

  @Override
  public CompletableFuture<Void> handle(ExecuteTask task, Delivery<ExecuteTask> delivery)
      throws InterruptedException {
    String attempt = task.taskId() + "#" + task.attempt();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    CompletableFuture<Void> other = recent.asMap().putIfAbsent(attempt, sent);
    if (other != null) {
      return other; // came twice: done when the first one is
    }
    sent.exceptionally(
        error -> {
          recent.invalidate(attempt);
          return null;
        });
    try (var workflowId = MDC.putCloseable("workflowId", task.workflowId());
        var taskId = MDC.putCloseable("taskId", task.taskId())) {
      if (delivery.mayBeRepeated() && !claim(task)) {
        LOG.debug("task {} attempt {} is not wanted any more", task.taskId(), task.attempt());
        sent.complete(null);
      } else {
        send(task.workflowId(), run(task))
            .whenComplete(
                (done, error) -> {
                  if (error == null) {
                    sent.complete(null);
                  } else {
                    sent.completeExceptionally(error);
                  }
                });
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      sent.completeExceptionally(e);
      throw e;
    }
    return sent;
  }

  /**
   * Asks the engine whether the attempt is still open. A task that has completed must not run again
   * when only its acknowledgement was lost.
   */
  private boolean claim(ExecuteTask task) throws InterruptedException {
    String requestId = ReplyInbox.newRequestId();
    CompletableFuture<Object> reply = new CompletableFuture<>();
    inbox.expect(requestId, reply::complete);
    try {
      while (true) {
        send(
            task.workflowId(),
            new ClaimTask(
                task.workflowId(),
                task.runId(),
                task.number(),
                task.attempt(),
                requestId,
                inbox.address()));
        try {
          return ((TaskClaim) reply.get(CLAIM_MILLIS, TimeUnit.MILLISECONDS)).granted();
        } catch (TimeoutException e) {
          LOG.debug("no answer about task {}; asking again", task.taskId());
        } catch (ExecutionException e) {
          throw new InfiniticException("cannot claim a task", e);
        }
      }
    } finally {
      inbox.forget(requestId);
    }
  }

  private SpecificRecord run(ExecuteTask task) {
    String label = task.service() + "." + task.task();
    Method method = definition.method(task.task(), task.arguments().size()).orElse(null);
    if (method == null) {
      return failed(
          task,
          new InfiniticException(
              "service " + definition.unknown(task.task(), task.arguments().size())),
          false,
          false);
    }
    Object[] arguments;
    try {
      arguments = payloads.readArguments(definition.contract(), method, task.arguments(), label);
    } catch (PayloadException e) {
      return failed(task, e, false, false);
    }
    Watch watch = new Watch(settings.timeout());
    TaskContext.bind(context(task));
    try {
      Object result = method.invoke(instance, arguments);
      watch.stop();
      Payload payload =
          payloads.writeResult(definition.contract(), method, result, "the result of " + label);
      return new TaskCompleted(
          task.workflowId(), task.runId(), task.number(), task.attempt(), payload, worker);
    } catch (InvocationTargetException e) {
      if (watch.stop()) {
        return failed(task, timedOut(label, e.getCause()), true, true);
      }
      return failed(task, e.getCause(), false, mayRetry(task, e.getCause()));
    } catch (PayloadTooLargeException | PayloadException e) {
      return failed(task, e, false, false);
    } catch (ReflectiveOperationException e) {
      return failed(task, e, false, false);
    } finally {
      watch.stop();
      TaskContext.bind(null);
    }
  }

  private Throwable timedOut(String label, Throwable thrown) {
    TimedOutException timeout =
        new TimedOutException(
            "task " + label + " ran longer than " + settings.timeout() + " and was interrupted");
    timeout.initCause(thrown);
    return timeout;
  }

  private TaskFailed failed(
      ExecuteTask task, Throwable thrown, boolean timedOut, boolean retryable) {
    LOG.debug("task {} attempt {} failed", task.taskId(), task.attempt(), thrown);
    long retryAfter =
        thrown instanceof TaskFailure failure
            ? failure.getRetryAfter().map(Duration::toMillis).orElse(-1L)
            : -1;
    RetryPolicy policy = settings.retry();
    return new TaskFailed(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        Failures.write(thrown, payloads),
        timedOut,
        retryable,
        retryAfter,
        policy == null ? null : Policies.write(policy),
        worker,
        null,
        null);
  }

  /**
   * Whether the policy in force allows another attempt after such an exception, or one that it
   * extends.
   */
  private boolean mayRetry(ExecuteTask task, Throwable thrown) {
    if (thrown instanceof TaskFailure failure && !failure.isRetryable()) {
      return false;
    }
    RetryPolicy configured = settings.retry();
    Set<String> names = new HashSet<>();
    if (task.settings().retry() != null) {
      names.addAll(task.settings().retry().nonRetryable());
    } else if (configured != null) {
      configured.nonRetryable().forEach(type -> names.add(type.getName()));
    }
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (names.contains(type.getName())) {
        return false;
      }
    }
    return true;
  }

  private TaskContext context(ExecuteTask task) {
    Map<String, byte[]> meta = new HashMap<>();
    task.settings()
        .meta()
        .forEach(
            (key, value) -> {
              byte[] bytes = new byte[value.remaining()];
              value.duplicate().get(bytes);
              meta.put(key, bytes);
            });
    return new Attempt(
        task.taskId(),
        task.service(),
        task.task(),
        task.workflowId(),
        task.workflowName(),
        worker,
        task.retryIndex(),
        Failures.read(task.lastFailure(), payloads),
        Set.copyOf(task.settings().tags()),
        meta);
  }

  private CompletableFuture<Void> send(String workflowId, SpecificRecord body) {
    var sent = transport.send(new Destination.Engine(workflowId), new EngineMessage(body));
    transport.flush();
    return sent;
  }

  /** Interrupts the current thread when the time is over. */
  private final class Watch {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final @Nullable ScheduledFuture<?> alarm;

    Watch(@Nullable Duration limit) {
      Thread thread = Thread.currentThread();
      alarm =
          limit == null
              ? null
              : timeouts.schedule(
                  () -> {
                    synchronized (this) {
                      if (!stopped.get()) {
                        over.set(true);
                        thread.interrupt();
                      }
                    }
                  },
                  limit.toMillis(),
                  TimeUnit.MILLISECONDS);
    }

    /** Whether the time was over. */
    synchronized boolean stop() {
      if (alarm != null && stopped.compareAndSet(false, true)) {
        alarm.cancel(false);
        if (over.get()) {
          Thread.interrupted(); // the interrupt was meant for the task
        }
      }
      return over.get();
    }
  }
}
