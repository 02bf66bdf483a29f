package io.infinitic.clients;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.WorkerPresent;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.TaskId;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Requests to the engine and their replies. Replies are fast and may be lost; a request that hears
 * nothing asks again, with the same id, until it is answered. No thread waits.
 */
final class Calls implements AutoCloseable {

  private static final long FIRST_REPEAT_MILLIS = 5_000;
  private static final long LAST_REPEAT_MILLIS = 60_000;

  /** Whoever has waited for an outcome for that long wants to know why. */
  private static final long SLOW_MILLIS = 15_000;

  /** How long what was asked may take to leave when the client is closed. */
  private static final long CLOSE_MILLIS = 10_000;

  /** How long an engine may take to answer; waiting for it longer helps nobody. */
  private static final long ANSWER_MILLIS = 30_000;

  /** The engine forgets a wait that it has not heard of for an hour. */
  private static final long LAST_REPEAT_OF_WAIT_MILLIS = 900_000;

  private static final int MOST_NUMBERED = 10_000;

  private final Transport transport;
  private final ReplyInbox inbox;
  private final Map<String, Repetition> open = new ConcurrentHashMap<>();
  private final Set<CompletableFuture<Void>> unsent = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService repeats =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "infinitic-client");
            thread.setDaemon(true);
            return thread;
          });

  /** For what callers have attached to their futures, which may wait for other futures. */
  private final Executor callbacks = new Callbacks(Thread.currentThread().getContextClassLoader());

  /** The number of the last signal to each workflow id. */
  private final Map<String, Long> signals = new HashMap<>();

  /** How often numbering has begun anew: under another name each time. */
  private int numberings;

  private volatile boolean closed;
  private volatile SlowWait slowWait = (workflowId, outcome, waitedMillis) -> {};

  Calls(Transport transport, String name) {
    this.transport = transport;
    inbox = new ReplyInbox(transport, name);
  }

  /** Hears of an outcome that is waited for for long, now and then. */
  interface SlowWait {
    void slow(String workflowId, CompletableFuture<?> outcome, long waitedMillis);
  }

  void whenSlow(SlowWait listener) {
    slowWait = listener;
  }

  /** Runs something when that time has passed, unless the client is closed. */
  void later(Runnable task, Duration delay) {
    try {
      repeats.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // nobody waits any more
    }
  }

  String replyTo() {
    return inbox.address();
  }

  /** What is known of the replies to a request. */
  enum Reply {
    /** There is one, soon. */
    ANSWER,
    /** Soon the one that tells that it was accepted; later, maybe after months, its outcome. */
    ACCEPTANCE_AND_OUTCOME,
    /** There is one when an outcome is known, maybe after months. */
    OUTCOME
  }

  /**
   * A request that was sent.
   *
   * @param first the first reply to it
   * @param last its final reply: the outcome, if one was asked for
   */
  record Exchange(CompletableFuture<Object> first, CompletableFuture<Object> last) {}

  /** Sends a request to the partition of the workflow id. */
  Exchange ask(String requestId, String workflowId, SpecificRecord request, Reply reply) {
    return ask(requestId, new Destination.Engine(workflowId), workflowId, request, reply);
  }

  /** Sends a request that is answered once, to the partition of the workflow id. */
  CompletableFuture<Object> ask(String requestId, String workflowId, SpecificRecord request) {
    return ask(requestId, workflowId, request, Reply.ANSWER).last();
  }

  /**
   * Asks every partition; the request of each has an id of its own.
   *
   * @param request makes the request of that id
   */
  List<CompletableFuture<Object>> askAll(Function<String, SpecificRecord> request) {
    String requestId = ReplyInbox.newRequestId();
    List<CompletableFuture<Object>> replies = new ArrayList<>();
    for (int partition = 0; partition < transport.partitions(); partition++) {
      replies.add(ask(partition, requestId + "-" + partition, request));
    }
    return replies;
  }

  /** Asks a partition. */
  CompletableFuture<Object> ask(
      int partition, String requestId, Function<String, SpecificRecord> request) {
    Destination to = new Destination.EnginePartition(partition);
    return ask(requestId, to, "", request.apply(requestId), Reply.ANSWER).last();
  }

  /** Sends a request that concerns a task. */
  CompletableFuture<Object> ask(String requestId, TaskId task, SpecificRecord request) {
    Destination to = new Destination.EnginePartition(task.partition(transport.partitions()));
    return ask(requestId, to, "", request, Reply.ANSWER).last();
  }

  /** Sends a signal, numbered; those of one client to one workflow id arrive in their order. */
  CompletableFuture<Object> signal(SendSignal unnumbered) {
    synchronized (signals) {
      String workflowId = unnumbered.workflowId();
      if (signals.size() >= MOST_NUMBERED && !signals.containsKey(workflowId)) {
        signals.clear();
        numberings++;
      }
      SendSignal signal =
          unnumbered
              .withSender(inbox.address() + (numberings == 0 ? "" : "/" + numberings))
              .withSequence(signals.merge(workflowId, 1L, Long::sum));
      return ask(signal.requestId(), workflowId, signal);
    }
  }

  private Exchange ask(
      String requestId, Destination to, String workflowId, SpecificRecord request, Reply kind) {
    requireNoWorkflowCode();
    if (closed) {
      CompletableFuture<Object> refused = CompletableFuture.failedFuture(isClosed());
      return new Exchange(refused, refused);
    }
    CompletableFuture<Object> first = new CompletableFuture<>();
    CompletableFuture<Object> last = new CompletableFuture<>();
    Repetition repetition = new Repetition(first, last, to, request, kind);
    open.put(requestId, repetition);
    inbox.expect(
        requestId,
        reply -> {
          // Not on the transport's thread: what the caller does next may wait for another reply.
          first.completeAsync(() -> reply, callbacks);
          if (reply instanceof CallAccepted accepted && kind != Reply.ANSWER) {
            repetition.request =
                new AwaitMethod(
                    requestId, workflowId, accepted.runId(), accepted.methodId(), replyTo());
          } else {
            last.completeAsync(() -> reply, callbacks);
          }
        });
    last.whenComplete(
        (reply, error) -> {
          open.remove(requestId);
          inbox.forget(requestId);
          if (error != null) {
            first.completeExceptionally(error);
          }
        });
    untilSent(
        send(to, request)
            .whenComplete(
                (sent, error) -> {
                  repetition.isSent = error == null;
                  if (error != null) {
                    last.completeExceptionally(refused(request, error));
                  }
                }));
    repetition.later(FIRST_REPEAT_MILLIS);
    if (closed) {
      repetition.clientCloses();
    }
    return new Exchange(first, last);
  }

  private static InfiniticException isClosed() {
    return new InfiniticException("the client is closed: nothing was sent; make a new one");
  }

  private static Throwable refused(SpecificRecord request, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof MessageTooLargeException
        ? new PayloadTooLargeException(
            "%s with all its values is larger than the broker accepts: %s"
                .formatted(request.getClass().getSimpleName(), cause.getMessage()))
        : error;
  }

  /** What workflow code asks of a client is not recorded, so a replay would ask again. */
  private static void requireNoWorkflowCode() {
    WorkflowRuntime code = WorkflowRuntime.find();
    if (code != null) {
      throw new InvalidStubException(
          "workflow %s, id %s, uses an InfiniticClient, or a stub of one: every replay of its code would do so again. Use newWorkflow, getWorkflowById or getWorkflowByTag of the class Workflow, or use the client in a task."
              .formatted(code.workflowName(), code.workflowId()));
    }
  }

  /**
   * Asks all workers what they run.
   *
   * @param expected after so many answers, no more are waited for
   */
  CompletableFuture<List<WorkerPresent>> askWorkers(int expected, long maxMillis) {
    if (closed) {
      return CompletableFuture.failedFuture(isClosed());
    }
    if (expected == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    String requestId = ReplyInbox.newRequestId();
    Map<String, WorkerPresent> answers = new ConcurrentHashMap<>();
    CompletableFuture<Void> all = new CompletableFuture<>();
    inbox.expect(
        requestId,
        reply -> {
          WorkerPresent answer = (WorkerPresent) reply;
          answers.put(answer.worker(), answer);
          if (answers.size() >= expected) {
            all.completeAsync(() -> null, callbacks);
          }
        });
    transport.send(new Destination.Workers(), new WorkersAsked(requestId, replyTo()));
    transport.flush();
    return all.completeOnTimeout(null, maxMillis, TimeUnit.MILLISECONDS)
        .thenApplyAsync(
            done -> {
              inbox.forget(requestId);
              return List.copyOf(answers.values());
            },
            callbacks);
  }

  private CompletableFuture<Void> send(Destination to, SpecificRecord body) {
    CompletableFuture<Void> sent;
    try {
      sent = transport.send(to, new EngineMessage(body));
      transport.flush();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return sent;
  }

  /** Whoever closes the client waits for it. */
  private void untilSent(CompletableFuture<Void> sent) {
    if (!sent.isDone()) {
      unsent.add(sent);
      sent.whenComplete((done, error) -> unsent.remove(sent));
    }
  }

  /** Asks again, until there is an answer or it is due. */
  private final class Repetition {
    private final CompletableFuture<Object> first;
    private final CompletableFuture<Object> last;
    private final Destination to;
    private final Reply kind;
    private volatile SpecificRecord request;
    private volatile boolean isSent;
    private long askedMillis;

    Repetition(
        CompletableFuture<Object> first,
        CompletableFuture<Object> last,
        Destination to,
        SpecificRecord request,
        Reply kind) {
      this.first = first;
      this.last = last;
      this.to = to;
      this.request = request;
      this.kind = kind;
    }

    void later(long delayMillis) {
      boolean isDue = kind != Reply.OUTCOME && !first.isDone();
      long delay = isDue ? Math.min(delayMillis, ANSWER_MILLIS - askedMillis) : delayMillis;
      try {
        var scheduled = repeats.schedule(() -> again(delay), delay, TimeUnit.MILLISECONDS);
        last.whenComplete((reply, error) -> scheduled.cancel(false));
      } catch (RejectedExecutionException e) {
        clientCloses();
      }
    }

    /** Tells what becomes of the request. */
    void clientCloses() {
      last.completeExceptionally(
          new InfiniticException(
              "the client was closed while it waited: "
                  + (kind == Reply.OUTCOME || first.isDone()
                      ? "the workflow goes on, and another client can wait for it"
                      : isSent
                          ? "no engine has accepted the request yet, and one will when it handles it"
                          : "the broker has not taken the request yet, and may never get it")));
    }

    private void again(long waitedMillis) {
      askedMillis += waitedMillis;
      if (kind != Reply.OUTCOME && !first.isDone() && askedMillis >= ANSWER_MILLIS) {
        last.completeExceptionally(noAnswer(request, isSent));
        return;
      }
      untilSent(send(to, request)); // if it fails, the next one may not
      if (request instanceof AwaitMethod wait && askedMillis >= SLOW_MILLIS) {
        slowWait.slow(wait.workflowId(), last, askedMillis);
      }
      later(nextDelay(waitedMillis, request));
    }
  }

  private static TimedOutException noAnswer(SpecificRecord request, boolean isSent) {
    String name = request.getSchema().getName();
    long seconds = ANSWER_MILLIS / 1_000;
    return new TimedOutException(
        isSent
            ? "no engine has answered %s within %d s, which the broker keeps until an engine handles it: start a worker with an engine for this namespace, or see its log"
                .formatted(name, seconds)
            : "the broker has not taken %s within %d s, and may still do so: see whether it runs and can be reached"
                .formatted(name, seconds));
  }

  /**
   * An outcome may take days: then each wait costs few messages. If its reply is lost, it comes
   * after as long again as it has taken, or a quarter of an hour.
   */
  static long nextDelay(long delayMillis, SpecificRecord request) {
    boolean isWait = request instanceof AwaitMethod;
    return Math.min(2 * delayMillis, isWait ? LAST_REPEAT_OF_WAIT_MILLIS : LAST_REPEAT_MILLIS);
  }

  /** Lets what was asked leave, for some seconds, and ends what waits, with an error. */
  @Override
  public void close() {
    closed = true;
    repeats.shutdownNow();
    try {
      CompletableFuture.allOf(unsent.toArray(CompletableFuture[]::new))
          .get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // whoever waits for it is told below
    }
    inbox.close();
    open.values().forEach(Repetition::clientCloses);
  }
}
