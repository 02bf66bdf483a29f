package io.infinitic.workers.workflows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.CallRefused;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.QueryAnswered;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.Transport;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import io.infinitic.workers.Consumption;
import io.infinitic.workers.Definition;
import io.infinitic.workers.WorkflowVersions;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.replay.RunExecution;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final long PATIENCE_MILLIS = 30_000;
  private static final int LOCKS = 64;

  private final WorkflowVersions versions;
  private final Transport transport;
  private final Payloads payloads;
  private final Environment environment;
  private final String worker;
  private final HistoryReader histories;
  private final RunCache cache;
  private final Cache<String, CompletableFuture<Void>> decided =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();
  private final Cache<String, Boolean> ended =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private final AtomicLong decisions = new AtomicLong();

  /** A decision on its way to the engine. */
  private record Decided(
      String decider,
      int version,
      List<String> waits,
      List<Command> commands,
      long bytes,
      boolean isUnfinished,
      int rules,
      @Nullable ByteBuffer seed) {}

  /**
   * @param environment what the code runs in
   * @param worker unique to this process
   * @param cacheSize runs kept in memory
   */
  public WorkflowWorker(
      WorkflowVersions versions,
      Transport transport,
      Environment environment,
      ReplyInbox inbox,
      String worker,
      int cacheSize) {
    this.versions = versions;
    this.transport = transport;
    this.environment = environment;
    payloads = environment.payloads();
    this.worker = worker;
    versions.all().forEach(WorkflowWorker::warnOfStaticState);
    histories = new HistoryReader(transport, inbox);
    cache = new RunCache(cacheSize);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  private static void warnOfStaticState(Definition definition) {
    List<String> fields = StaticState.of(definition.implementation());
    if (!fields.isEmpty()) {
      LOG.warn(
          "INF-2007 workflow class {} has static fields that can change: {}. A replay elsewhere"
              + " does not see their values; keep state in instance fields, or make them"
              + " constants.",
          definition.implementation().getName(),
          String.join(", ", fields));
    }
  }

  @Override
  public CompletableFuture<Void> handle(
      ExecuteWorkflowTask task, Delivery<ExecuteWorkflowTask> delivery, Executor thread)
      throws InterruptedException {
    if (task.query() != null) {
      return answer(task, task.query());
    }
    if (task.ended()) {
      return forget(task.runId());
    }
    String decision = task.runId() + "/" + task.number() + "/" + task.attempt();
    ReentrantLock lock = locks[Math.floorMod(task.runId().hashCode(), LOCKS)];
    lock.lock();
    try (var workflowId = MDC.putCloseable("workflowId", task.workflowId());
        var runId = MDC.putCloseable("runId", task.runId())) {
      CompletableFuture<Void> before = decided.getIfPresent(decision);
      if (before != null) {
        return before; // came twice: done when the first one is
      }
      CompletableFuture<Void> sent = decide(task);
      decided.put(decision, sent);
      sent.exceptionally(
          error -> {
            decided.invalidate(decision);
            return null;
          });
      return sent;
    } finally {
      lock.unlock();
    }
  }

  /** The run was ended from outside; a decision that is still under way is of no use. */
  private CompletableFuture<Void> forget(String runId) {
    ended.put(runId, true);
    RunExecution run = cache.take(runId);
    if (run != null) {
      run.close();
    }
    return CompletableFuture.completedFuture(null);
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
        run = newRun();
      }
      // Unique, so that the history tells whether it was this decision that was accepted.
      String decider = worker + "." + decisions.incrementAndGet();
      List<Command> commands = run.decide(task, events, decider);
      Decided made =
          new Decided(
              decider,
              run.version(),
              run.waits(),
              commands,
              run.decidedBytes(),
              run.isUnfinished(),
              run.rules(),
              run.seed());
      CompletableFuture<Void> sent =
          send(task, made)
              .exceptionallyCompose(
                  error -> {
                    Throwable cause =
                        error instanceof CompletionException ? error.getCause() : error;
                    return cause instanceof MessageTooLargeException
                        ? failed(task, cause)
                        : CompletableFuture.failedFuture(cause);
                  });
      keep(task.runId(), run);
      return sent;
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
          Thrown.text(e));
      return failed(task, e);
    }
  }

  /** For its next WorkflowTask, if there may be one. From here on, another run may push it out. */
  private void keep(String runId, RunExecution run) {
    if (run.hasEnded()) {
      run.close();
      return;
    }
    cache.put(runId, run);
    if (ended.getIfPresent(runId) != null) { // meanwhile
      forget(runId);
    }
  }

  /** Answers a question about a run; the run itself hears nothing of it. */
  private CompletableFuture<Void> answer(ExecuteWorkflowTask task, QueryCall question)
      throws InterruptedException {
    if (task.runId().isEmpty()) { // of a run that is to be started
      RunExecution fresh = newRun();
      try {
        return ask(fresh, task, question);
      } finally {
        fresh.close();
      }
    }
    ReentrantLock lock = locks[Math.floorMod(task.runId().hashCode(), LOCKS)];
    lock.lock();
    try {
      return answerLocked(task, question);
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<Void> answerLocked(ExecuteWorkflowTask task, QueryCall question)
      throws InterruptedException {
    RunExecution kept = cache.take(task.runId());
    boolean usable = kept != null && kept.isAt(task.throughEvent(), question.decidedBy());
    if (kept != null && !usable) {
      cache.put(task.runId(), kept); // it is ahead: a decision is under way
    }
    RunExecution run = usable ? kept : newRun();
    try {
      if (!usable && task.throughEvent() > 0) {
        run.catchUp(histories.read(task, 1), task.throughEvent());
      }
    } catch (RuntimeException | Error e) {
      run.close();
      boolean mayPass = System.currentTimeMillis() - question.askedAtMillis() < PATIENCE_MILLIS;
      return mayPass ? CompletableFuture.failedFuture(e) : reply(task, question, null, e);
    }
    CompletableFuture<Void> replied = ask(run, task, question);
    boolean keep =
        run.isUsable()
            && !(task.ended() && run.holdsThreads())
            && (usable || (kept == null && task.throughEvent() > 0));
    if (keep) {
      cache.put(task.runId(), run);
    } else {
      run.close();
    }
    return replied;
  }

  private RunExecution newRun() {
    return new RunExecution(versions, environment);
  }

  private CompletableFuture<Void> ask(
      RunExecution run, ExecuteWorkflowTask task, QueryCall question) {
    try {
      Payload answer =
          run.answer(
              question.methodName(),
              Validated.arguments(question),
              task,
              question.version(),
              question.askedAtMillis());
      return reply(task, question, answer, null);
    } catch (RuntimeException | Error e) {
      LOG.debug(
          "query {} of workflow {} is refused",
          question.methodName(),
          task.workflowId(),
          Thrown.loggable(e));
      return reply(task, question, null, e);
    }
  }

  private CompletableFuture<Void> reply(
      ExecuteWorkflowTask task,
      QueryCall question,
      @Nullable Payload answer,
      @Nullable Throwable thrown) {
    Object call = question.validates();
    if (call != null && thrown == null) {
      return send(task.workflowId(), (SpecificRecord) call); // the validator has nothing against it
    }
    SpecificRecord reply =
        call != null
            ? new CallRefused(
                question.requestId(),
                task.workflowId(),
                Failures.write(thrown.getCause() == null ? thrown : thrown.getCause(), payloads))
            : new QueryAnswered(
                question.requestId(),
                task.workflowId(),
                task.workflowName(),
                task.runId(),
                answer,
                thrown == null ? null : reason(thrown));
    Caller caller = question.caller();
    if (caller == null) {
      var sent = transport.send(new Destination.Replies(question.replyTo()), new Reply(reply));
      transport.flush();
      return sent;
    }
    return send(
        caller.workflowId(),
        new CommandAnswered(caller.workflowId(), caller.runId(), caller.number(), reply));
  }

  private static String reason(Throwable thrown) {
    String message = Thrown.message(thrown);
    return message == null ? Thrown.text(thrown) : message;
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
    if (run != null && !run.continuesWith(task.events())) {
      run.close();
      return null;
    }
    return run;
  }

  /** In parts, each well under the limit of a message. */
  private CompletableFuture<Void> send(ExecuteWorkflowTask task, Decided made) {
    if (made.bytes() <= Limits.PART_BYTES) {
      return send(task.workflowId(), part(task, made, 0, true, made.commands()));
    }
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    List<Command> part = new ArrayList<>();
    int bytes = 0;
    int number = 0;
    for (Command command : made.commands()) {
      int size = Sizes.of(command);
      if (bytes + size > Limits.PART_BYTES && !part.isEmpty()) {
        sent.add(send(task.workflowId(), part(task, made, number++, false, part)));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(command);
      bytes += size;
    }
    sent.add(send(task.workflowId(), part(task, made, number, true, part)));
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new));
  }

  private WorkflowTaskCompleted part(
      ExecuteWorkflowTask task, Decided made, int number, boolean last, List<Command> commands) {
    return new WorkflowTaskCompleted(
        task.workflowId(),
        task.runId(),
        task.number(),
        task.attempt(),
        number,
        last,
        commands,
        made.decider(),
        made.version(),
        last ? made.waits() : List.of(),
        made.isUnfinished(),
        made.rules(),
        made.seed());
  }

  private CompletableFuture<Void> send(String workflowId, SpecificRecord body) {
    var sent = transport.send(new Destination.Engine(workflowId), new EngineMessage(body));
    transport.flush();
    return sent;
  }
}
