package io.infinitic.clients;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.SendSignal;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.TaskId;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Requests to the engine and their replies. Replies are fast and may be lost; a request that hears
 * nothing asks again, with the same id, until it is answered. No thread waits.
 */
final class Calls implements AutoCloseable {

  private static final long FIRST_REPEAT_MILLIS = 5_000;
  private static final long LAST_REPEAT_MILLIS = 60_000;

  /** The engine forgets a wait that it has not heard of for an hour. */
  private static final long LAST_REPEAT_OF_WAIT_MILLIS = 900_000;

  private static final int MOST_NUMBERED = 10_000;

  private final Transport transport;
  private final ReplyInbox inbox;
  private final Map<String, CompletableFuture<Object>> open = new ConcurrentHashMap<>();
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

  Calls(Transport transport, String name) {
    this.transport = transport;
    inbox = new ReplyInbox(transport, name);
  }

  String replyTo() {
    return inbox.address();
  }

  /**
   * A request that was sent.
   *
   * @param first the first reply to it
   * @param last its final reply: the outcome, if one was asked for
   */
  record Exchange(CompletableFuture<Object> first, CompletableFuture<Object> last) {}

  /**
   * Sends a request.
   *
   * @param awaitOutcome whether the reply that says it was accepted is followed by another
   */
  Exchange ask(String requestId, String workflowId, SpecificRecord request, boolean awaitOutcome) {
    return ask(requestId, new Destination.Engine(workflowId), workflowId, request, awaitOutcome);
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
    return ask(requestId, to, "", request.apply(requestId), false).last();
  }

  /** Sends a request that concerns a task. */
  CompletableFuture<Object> ask(String requestId, TaskId task, SpecificRecord request) {
    Destination to = new Destination.EnginePartition(task.partition(transport.partitions()));
    return ask(requestId, to, "", request, false).last();
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
      return ask(signal.requestId(), workflowId, signal, false).last();
    }
  }

  private Exchange ask(
      String requestId,
      Destination to,
      String workflowId,
      SpecificRecord request,
      boolean awaitOutcome) {
    requireNoWorkflowCode();
    CompletableFuture<Object> first = new CompletableFuture<>();
    CompletableFuture<Object> last = new CompletableFuture<>();
    AtomicReference<SpecificRecord> repeated = new AtomicReference<>(request);
    open.put(requestId, last);
    inbox.expect(
        requestId,
        reply -> {
          // Not on the transport's thread: what the caller does next may wait for another reply.
          first.completeAsync(() -> reply, callbacks);
          if (reply instanceof CallAccepted accepted && awaitOutcome) {
            repeated.set(
                new AwaitMethod(
                    requestId, workflowId, accepted.runId(), accepted.methodId(), replyTo()));
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
    send(to, request)
        .exceptionally(
            error -> {
              last.completeExceptionally(refused(request, error));
              return null;
            });
    repeatLater(last, to, repeated, FIRST_REPEAT_MILLIS);
    if (closed) {
      last.completeExceptionally(closedError());
    }
    return new Exchange(first, last);
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

  private CompletableFuture<Void> send(Destination to, SpecificRecord body) {
    var sent = transport.send(to, new EngineMessage(body));
    transport.flush();
    return sent;
  }

  private void repeatLater(
      CompletableFuture<Object> last,
      Destination to,
      AtomicReference<SpecificRecord> request,
      long delay) {
    try {
      var scheduled =
          repeats.schedule(
              () -> {
                send(to, request.get()); // if it fails, the next one may not
                repeatLater(last, to, request, nextDelay(delay, request.get()));
              },
              delay,
              TimeUnit.MILLISECONDS);
      last.whenComplete((reply, error) -> scheduled.cancel(false));
    } catch (RejectedExecutionException e) {
      last.completeExceptionally(closedError());
    }
  }

  /**
   * An outcome may take days: then each wait costs few messages. If its reply is lost, it comes
   * after as long again as it has taken, or a quarter of an hour.
   */
  static long nextDelay(long delayMillis, SpecificRecord request) {
    boolean isWait = request instanceof AwaitMethod;
    return Math.min(2 * delayMillis, isWait ? LAST_REPEAT_OF_WAIT_MILLIS : LAST_REPEAT_MILLIS);
  }

  /** Ends what waits, with an error. */
  @Override
  public void close() {
    closed = true;
    repeats.shutdownNow();
    inbox.close();
    open.values().forEach(reply -> reply.completeExceptionally(closedError()));
  }

  private static InfiniticException closedError() {
    return new InfiniticException(
        "the client was closed while it waited; workflows go on, and another client can wait for"
            + " them");
  }
}
