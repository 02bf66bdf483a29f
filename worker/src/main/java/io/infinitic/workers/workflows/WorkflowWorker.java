package io.infinitic.workers.workflows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.Transport;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.wire.Sizes;
import io.infinitic.workers.Consumption;
import io.infinitic.workers.Definition;
import io.infinitic.workers.replay.RunExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Decides WorkflowTasks of one workflow. Different runs at the same time; one run by one thread at
 * a time.
 */
public final class WorkflowWorker implements Consumption.Handler<ExecuteWorkflowTask> {

  private static final Logger LOG = LoggerFactory.getLogger(WorkflowWorker.class);
  private static final long CODE_LIMIT_MILLIS = 10_000;
  private static final int PART_BYTES = 1_000_000;
  private static final int LOCKS = 64;

  private final Definition definition;
  private final Transport transport;
  private final Payloads payloads;
  private final Executor threads;
  private final String worker;
  private final HistoryReader histories;
  private final RunCache cache;
  private final Cache<String, Boolean> decided =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  /**
   * @param threads gives the threads of workflow code; must not bound their number
   * @param worker unique to this process
   * @param cacheSize runs kept in memory
   */
  public WorkflowWorker(
      Definition definition,
      Transport transport,
      Payloads payloads,
      ReplyInbox inbox,
      Executor threads,
      String worker,
      int cacheSize) {
    this.definition = definition;
    this.transport = transport;
    this.payloads = payloads;
    this.threads = threads;
    this.worker = worker;
    histories = new HistoryReader(transport, inbox);
    cache = new RunCache(cacheSize);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  @Override
  public CompletableFuture<Void> handle(
      ExecuteWorkflowTask task, Delivery<ExecuteWorkflowTask> delivery)
      throws InterruptedException {
    String decision = task.runId() + "/" + task.number() + "/" + task.attempt();
    ReentrantLock lock = locks[Math.floorMod(task.runId().hashCode(), LOCKS)];
    lock.lock();
    try (var workflowId = MDC.putCloseable("workflowId", task.workflowId());
        var runId = MDC.putCloseable("runId", task.runId())) {
      if (decided.getIfPresent(decision) != null) {
        return CompletableFuture.completedFuture(null); // came twice
      }
      return decide(task).thenRun(() -> decided.put(decision, true));
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of the runs in memory. */
  public void close() {
    cache.clear();
  }

  private CompletableFuture<Void> decide(ExecuteWorkflowTask task) throws InterruptedException {
    RunExecution run = null;
    try {
      run = warm(task);
      long from = run == null ? 1 : run.through() + 1;
      List<HistoryEvent> events = histories.read(task, from);
      if (run == null) {
        run = new RunExecution(definition, payloads, threads, CODE_LIMIT_MILLIS);
      }
      List<Command> commands = run.decide(task, events);
      cache.put(task.runId(), run);
      return send(task, commands)
          .exceptionallyCompose(
              error -> {
                Throwable cause = error instanceof CompletionException ? error.getCause() : error;
                return cause instanceof MessageTooLargeException
                    ? failed(task, cause)
                    : CompletableFuture.failedFuture(cause);
              });
    } catch (InterruptedException e) {
      if (run != null) {
        run.close();
      }
      throw e;
    } catch (RuntimeException | Error e) {
      if (run != null) {
        run.close();
      }
      LOG.warn(
          "INF-2001 workflow {} could not decide WorkflowTask {}, attempt {}: {}",
          task.workflowName(),
          task.number(),
          task.attempt(),
          e.toString());
      return failed(task, e);
    }
  }

  private CompletableFuture<Void> failed(ExecuteWorkflowTask task, Throwable thrown) {
    return send(
        task.workflowId(),
        new WorkflowTaskFailed(
            task.workflowId(),
            task.runId(),
            task.number(),
            task.attempt(),
            Failures.write(thrown, payloads),
            worker));
  }

  private @Nullable RunExecution warm(ExecuteWorkflowTask task) {
    RunExecution run = cache.take(task.runId());
    if (run != null && !run.continuesWith(task.events(), worker)) {
      run.close();
      return null;
    }
    return run;
  }

  /** In parts, each well under the limit of a message. */
  private CompletableFuture<Void> send(ExecuteWorkflowTask task, List<Command> commands) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    List<Command> part = new ArrayList<>();
    int bytes = 0;
    int number = 0;
    for (Command command : commands) {
      int size = Sizes.of(command);
      if (bytes + size > PART_BYTES && !part.isEmpty()) {
        sent.add(send(task.workflowId(), part(task, number++, false, part)));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(command);
      bytes += size;
    }
    sent.add(send(task.workflowId(), part(task, number, true, part)));
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
  }

  private WorkflowTaskCompleted part(
      ExecuteWorkflowTask task, int number, boolean last, List<Command> commands) {
    return new WorkflowTaskCompleted(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        number,
        last,
        commands,
        worker);
  }

  private CompletableFuture<Void> send(String workflowId, SpecificRecord body) {
    var sent = transport.send(new Destination.Engine(workflowId), new EngineMessage(body));
    transport.flush();
    return sent;
  }
}
