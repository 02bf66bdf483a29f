package io.infinitic.workers.workflows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.BuildConnected;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.QueryCall;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
  private final WorkflowVersions versions;
  private final Transport transport;
  private final Payloads payloads;
  private final Environment environment;
  private final String worker;
  private final HistoryReader histories;
  private final RunCache cache;
  private final Cache<String, Boolean> ended =
      Caffeine.newBuilder().maximumSize(10_000).executor(Runnable::run).build();
  private final WorkflowClaims claims;
  private final Answered answered = new Answered(System::nanoTime);
  private final RunTurns turns = new RunTurns();
  private final Runaways runaways = new Runaways();
  private final QueryAnswers queries;
  private final FailureLog failures;
  private final String build;
  private final ThreadPoolExecutor claimed;
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
   * @param concurrency how many are decided at a time
   * @param cacheSize runs kept in memory
   */
  public WorkflowWorker(
      WorkflowVersions versions,
      Transport transport,
      Environment environment,
      ReplyInbox inbox,
      String worker,
      int concurrency,
      int cacheSize) {
    claimed = claimedThreads(concurrency);
    this.versions = versions;
    this.transport = transport;
    this.environment = environment;
    payloads = environment.payloads();
    this.worker = worker;
    versions.all().forEach(WorkflowWorker::warnOfStaticState);
    histories = new HistoryReader(transport, inbox);
    claims = new WorkflowClaims(transport, inbox);
    cache = new RunCache(cacheSize);
    queries = new QueryAnswers(versions, environment, transport, histories, cache, turns, runaways);
    failures = new FailureLog(versions.name());
    build = WorkflowBuild.of(versions);
  }

  private static ThreadPoolExecutor claimedThreads(int count) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "infinitic-claimed");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Tells the code of the workflow from that of other builds. */
  public String build() {
    return build;
  }

  /** Tells the engine which build of the code is here: another one may have made runs stuck. */
  public void announce() {
    for (int partition = 0; partition < transport.partitions(); partition++) {
      transport.send(
          new Destination.EnginePartition(partition),
          new EngineMessage(new BuildConnected(versions.name(), build, Long.MAX_VALUE, "")));
    }
    transport.flush();
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
    QueryCall query = task.query();
    if (query != null) {
      return queries.answer(task, query, delivery.mayBeRepeated());
    }
    if (task.ended()) {
      return forget(task.runId());
    }
    return answered.of(task) == Answered.Need.CLAIM
        ? claims.ask(task, granted -> granted ? decideClaimed(task) : notWanted(task))
        : turns.take(task.runId(), () -> decideInTurn(task));
  }

  private static CompletableFuture<Void> notWanted(ExecuteWorkflowTask task) {
    LOG.debug("WorkflowTask {} of run {} was decided before", task.number(), task.runId());
    return CompletableFuture.completedFuture(null);
  }

  /** The thread that has the engine's answer is not the place to run code. */
  private CompletableFuture<Void> decideClaimed(ExecuteWorkflowTask task) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    claimed.execute(
        () -> {
          try {
            turns
                .take(task.runId(), () -> decideInTurn(task))
                .whenComplete(
                    (nothing, error) -> {
                      if (error == null) {
                        sent.complete(null);
                      } else {
                        sent.completeExceptionally(error);
                      }
                    });
          } catch (InterruptedException e) { // the worker closes
            sent.cancel(false);
          } catch (RuntimeException | Error e) {
            sent.completeExceptionally(e);
          }
        });
    return sent;
  }

  private CompletableFuture<Void> decideInTurn(ExecuteWorkflowTask task)
      throws InterruptedException {
    try (var workflowId = MDC.putCloseable("workflowId", task.workflowId());
        var runId = MDC.putCloseable("runId", task.runId())) {
      return answered.of(task) == Answered.Need.NOTHING ? answered.sent(task) : decide(task);
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
    claimed.shutdownNow();
    cache.clear();
  }

  private CompletableFuture<Void> decide(ExecuteWorkflowTask task) throws InterruptedException {
    Optional<String> runaway = runaways.of(task.runId());
    if (runaway.isPresent()) {
      return failed(task, new InfiniticException(runaway.get()));
    }
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
      CompletableFuture<Void> sent = send(task, made);
      answered.keep(task, true, sent);
      keep(task.runId(), run);
      return sent.exceptionallyCompose(
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
    } catch (
        Throwable
            e) { // user code may throw anything, also a checked exception that nothing declares
      if (run != null) {
        run.close();
        runaways.keep(task.runId(), task, run);
      }
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

  private RunExecution newRun() {
    return new RunExecution(versions, environment);
  }

  private CompletableFuture<Void> failed(ExecuteWorkflowTask task, Throwable thrown) {
    boolean infrastructure = Infrastructure.hasFailed(thrown);
    Failure failure = Failures.write(thrown, payloads);
    failures.log(task, failure, infrastructure);
    LOG.debug(
        "WorkflowTask {} of run {} failed", task.number(), task.runId(), Thrown.loggable(thrown));
    CompletableFuture<Void> sent =
        send(
            task.workflowId(),
            new WorkflowTaskFailed(
                task.workflowId(),
                task.runId(),
                task.number(),
                task.attempt(),
                failure,
                worker,
                infrastructure,
                build));
    answered.keep(task, false, sent);
    return sent;
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
