package io.infinitic.workers.workflows;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.CallRefused;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.QueryAnswered;
import io.infinitic.schemas.QueryCall;
import io.infinitic.schemas.Reply;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.workers.WorkflowVersions;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.replay.RunExecution;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers questions about runs; a run itself hears nothing of them. */
final class QueryAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(QueryAnswers.class);
  private static final long PATIENCE_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 1_000;

  private final WorkflowVersions versions;
  private final Environment environment;
  private final Transport transport;
  private final HistoryReader histories;
  private final RunCache cache;
  private final RunTurns turns;
  private final Runaways runaways;
  private final Payloads payloads;
  private final OldQueries oldQueries = new OldQueries();

  QueryAnswers(
      WorkflowVersions versions,
      Environment environment,
      Transport transport,
      HistoryReader histories,
      RunCache cache,
      RunTurns turns,
      Runaways runaways) {
    this.versions = versions;
    this.environment = environment;
    this.transport = transport;
    this.histories = histories;
    this.cache = cache;
    this.turns = turns;
    this.runaways = runaways;
    payloads = environment.payloads();
  }

  /**
   * Answers a question, unless nobody waits for the answer any more.
   *
   * @param mayBeOld whether it was there before this worker was
   */
  CompletableFuture<Void> answer(ExecuteWorkflowTask task, QueryCall question, boolean mayBeOld)
      throws InterruptedException {
    if (oldQueries.isOld(question, mayBeOld)) {
      return CompletableFuture.completedFuture(null);
    }
    boolean isToBeStarted = task.runId().isEmpty();
    String key = isToBeStarted ? task.workflowId() : task.runId();
    return turns.take(
        key,
        () -> {
          Optional<String> runaway = runaways.of(key);
          if (runaway.isPresent()) {
            return reply(task, question, null, new InfiniticException(runaway.get()));
          }
          return isToBeStarted ? askFresh(key, task, question) : answerInTurn(task, question);
        });
  }

  private CompletableFuture<Void> askFresh(
      String key, ExecuteWorkflowTask task, QueryCall question) {
    RunExecution fresh = newRun();
    CompletableFuture<Void> replied = ask(fresh, task, question);
    fresh.close();
    runaways.keep(key, task, fresh);
    return replied;
  }

  private CompletableFuture<Void> answerInTurn(ExecuteWorkflowTask task, QueryCall question)
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
      runaways.keep(task.runId(), task, run);
      return refuse(task, question, e);
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
      runaways.keep(task.runId(), task, run);
    }
    return replied;
  }

  /** After a pause: what is missing may be there then. */
  private static CompletableFuture<Void> comesAgain() {
    CompletableFuture<Void> later = new CompletableFuture<>();
    CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)
        .execute(() -> later.cancel(false));
    return later;
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
      return refuse(task, question, e);
    }
  }

  /**
   * What is missing beside the code may be there soon. A client waits for a while; a workflow, or a
   * call that a validator looks at, must not fail by that, however long it takes.
   */
  private CompletableFuture<Void> refuse(
      ExecuteWorkflowTask task, QueryCall question, Throwable e) {
    boolean isPatient = question.caller() != null || question.validates() != null;
    boolean isInTime = System.currentTimeMillis() - question.askedAtMillis() < PATIENCE_MILLIS;
    boolean waits = Infrastructure.hasFailed(e) && (isPatient || isInTime);
    LOG.debug(
        "query {} of workflow {} {}",
        question.methodName(),
        task.workflowId(),
        waits ? "waits" : "is refused",
        Thrown.loggable(e));
    if (!waits) {
      return reply(task, question, null, e);
    }
    oldQueries.comesAgain(question);
    return comesAgain();
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

  private CompletableFuture<Void> send(String workflowId, SpecificRecord body) {
    var sent = transport.send(new Destination.Engine(workflowId), new EngineMessage(body));
    transport.flush();
    return sent;
  }
}
