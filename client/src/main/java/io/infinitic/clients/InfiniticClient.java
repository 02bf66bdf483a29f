package io.infinitic.clients;

import io.infinitic.config.ClientConfig;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallAccepted;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CallRejected;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.DescribeWorkflow;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.RetryWorkflowTask;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunDescription;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TerminateWorkflow;
import io.infinitic.schemas.WorkflowUnknown;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.stubs.Stubs;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * Starts workflows, waits for them and manages them. Safe for use by many threads; make one a
 * process.
 *
 * <pre>{@code
 * try (InfiniticClient client = InfiniticClient.fromYamlFile("infinitic.yml")) {
 *   CropImage workflow = client.newWorkflow(CropImage.class);
 *   String url = workflow.crop("http://…", 100);                        // waits
 *   Deferred<String> later = client.dispatch(workflow::crop, "http://…", 200);
 * }
 * }</pre>
 */
public final class InfiniticClient implements Dispatch, AutoCloseable {

  /** A stub that starts a run with each call. */
  private record NewRun(Class<?> type, WorkflowOptions options, StubHandler call)
      implements StubHandler {
    @Override
    public Object invoke(StubCall stubCall) throws Throwable {
      return call.invoke(stubCall);
    }
  }

  /** A stub of the run that has the id. */
  private record Running(Class<?> type, String workflowId, StubHandler call)
      implements StubHandler {
    @Override
    public Object invoke(StubCall stubCall) throws Throwable {
      return call.invoke(stubCall);
    }
  }

  private static final Duration ADMIN_LIMIT = Duration.ofSeconds(30);

  private final Transport transport;
  private final boolean ownsTransport;
  private final Calls calls;
  private final Payloads payloads;

  private InfiniticClient(Transport transport, boolean ownsTransport, String name) {
    this.transport = transport;
    this.ownsTransport = ownsTransport;
    calls = new Calls(transport, "client-" + name);
    payloads = Payloads.defaults();
  }

  /**
   * Connects as the file says: {@code name} and {@code transport}; other keys are those of a
   * worker.
   */
  public static InfiniticClient fromYamlFile(String... files) {
    return from(ClientConfig.fromFiles(List.of(files).stream().map(Path::of).toList()));
  }

  /** The same for resources on the class path. */
  public static InfiniticClient fromYamlResource(String... resources) {
    return from(ClientConfig.fromResources(List.of(resources)));
  }

  /** The same for text. */
  public static InfiniticClient fromYamlString(String... yaml) {
    return from(ClientConfig.fromStrings(List.of(yaml)));
  }

  private static InfiniticClient from(ClientConfig config) {
    return new InfiniticClient(config.transport().get(), true, config.name());
  }

  /** A client that is made by code. */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a client. */
  public static final class Builder {
    private String name = "java";
    private Transport transport;
    private boolean ownsTransport;

    private Builder() {}

    /** A name for people; need not be unique. */
    public Builder setName(String clientName) {
      name = clientName;
      return this;
    }

    /** A connection that the caller made and will close. */
    public Builder setTransport(Transport connection) {
      transport = connection;
      ownsTransport = false;
      return this;
    }

    /**
     * Connects.
     *
     * @throws IllegalStateException without a transport
     */
    public InfiniticClient build() {
      if (transport == null) {
        throw new IllegalStateException("InfiniticClient.builder() needs setTransport(…)");
      }
      return new InfiniticClient(transport, ownsTransport, name);
    }
  }

  /**
   * A stub: each call of a method starts a run of its own, under a random id, and waits for the
   * result.
   */
  public <T> T newWorkflow(Class<? extends T> type) {
    return newWorkflow(type, WorkflowOptions.defaults());
  }

  /** The same with tags for the runs. */
  public <T> T newWorkflow(Class<? extends T> type, Set<String> tags) {
    return newWorkflow(type, WorkflowOptions.defaults().withTags(tags));
  }

  /** The same with tags and free data for the runs. */
  public <T> T newWorkflow(Class<? extends T> type, Set<String> tags, Map<String, byte[]> meta) {
    return newWorkflow(type, WorkflowOptions.defaults().withTags(tags).withMeta(meta));
  }

  /**
   * The same with options.
   *
   * @throws InvalidStubException if the type is not an interface
   */
  public <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options) {
    return Stubs.create(type, new NewRun(type, options, this::callAndWait));
  }

  /**
   * A stub of the latest run with the id: calls of its methods go to the running instance and wait
   * for the result.
   */
  public <T> T getWorkflowById(Class<? extends T> type, String workflowId) {
    return Stubs.create(type, new Running(type, workflowId, this::callAndWait));
  }

  /** The main result of the latest run with the id, started elsewhere or before a restart. */
  public <R> Deferred<R> getDeferred(String workflowId, Class<R> result) {
    String requestId = ReplyInbox.newRequestId();
    var await = new AwaitMethod(requestId, workflowId, null, null, calls.replyTo());
    return new WorkflowResult<>(
        this,
        workflowId,
        calls
            .ask(requestId, workflowId, await, true)
            .last()
            .thenApply(outcome(workflowId, "", result)));
  }

  @Override
  public <R> Deferred<R> dispatch(StubCall call) {
    CompletableFuture<Deferred<R>> accepted = dispatchAsync(call);
    return join(accepted);
  }

  @Override
  public <R> CompletableFuture<Deferred<R>> dispatchAsync(StubCall call) {
    Prepared prepared = prepare(call);
    Calls.Exchange exchange =
        calls.ask(prepared.requestId(), prepared.workflowId(), prepared.request(), true);
    CompletableFuture<R> result = exchange.last().thenApply(outcome(prepared, call));
    return exchange
        .first()
        .thenApply(
            reply -> {
              if (!(reply instanceof MethodEnded)) {
                accepted(reply, prepared.workflowName());
              }
              return new WorkflowResult<>(this, prepared.workflowId(), result);
            });
  }

  /** Ends the latest run with the stub's id at once; nothing of it goes on. */
  public void terminate(Object stub, String reason) {
    manage(
        stub,
        (requestId, workflowId) ->
            new TerminateWorkflow(requestId, workflowId, reason, calls.replyTo()));
  }

  /** Asks a worker again to decide for a STUCK run: after its code, or its worker, was mended. */
  public void retryWorkflowTask(Object stub) {
    manage(
        stub,
        (requestId, workflowId) -> new RetryWorkflowTask(requestId, workflowId, calls.replyTo()));
  }

  /**
   * The state of the latest run with the stub's id.
   *
   * @throws WorkflowUnknownException if there is none
   */
  public WorkflowDescription describe(Object stub) {
    return describe(running(stub).workflowId());
  }

  WorkflowDescription describe(String workflowId) {
    String requestId = ReplyInbox.newRequestId();
    var request = new DescribeWorkflow(requestId, workflowId, calls.replyTo());
    Object reply =
        join(
            calls
                .ask(requestId, workflowId, request, false)
                .last()
                .orTimeout(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    if (reply instanceof RunDescription description) {
      return Descriptions.of(description);
    }
    throw unknown((WorkflowUnknown) reply, "");
  }

  /**
   * What has happened in the latest run with the id, in order.
   *
   * @throws WorkflowUnknownException if there is none
   */
  public List<HistoryEvent> history(String workflowId) {
    return join(
            new HistoryRequest(calls, workflowId)
                .send()
                .orTimeout(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
        .stream()
        .map(Descriptions::of)
        .toList();
  }

  /** Ends what waits, with an error, and the connection if this client made it. */
  @Override
  public void close() {
    calls.close();
    if (ownsTransport) {
      transport.close();
    }
  }

  private record Prepared(
      String requestId, String workflowId, String workflowName, SpecificRecord request) {}

  private interface ManagementRequest {
    SpecificRecord make(String requestId, String workflowId);
  }

  private void manage(Object stub, ManagementRequest request) {
    Running running = running(stub);
    String requestId = ReplyInbox.newRequestId();
    Object reply =
        join(
            calls
                .ask(
                    requestId,
                    running.workflowId(),
                    request.make(requestId, running.workflowId()),
                    false)
                .last()
                .orTimeout(ADMIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    accepted(reply, Names.of(running.type()));
  }

  private static Running running(Object stub) {
    if (Stubs.handlerOf(stub) instanceof Running running) {
      return running;
    }
    throw new InvalidStubException(
        "this needs a stub made by getWorkflowById of an InfiniticClient, not " + stub);
  }

  private Object callAndWait(StubCall call) {
    Prepared prepared = prepare(call);
    return join(
        calls
            .ask(prepared.requestId(), prepared.workflowId(), prepared.request(), true)
            .last()
            .thenApply(outcome(prepared, call)));
  }

  private Prepared prepare(StubCall call) {
    String requestId = ReplyInbox.newRequestId();
    var arguments = payloads.writeArguments(call.method(), call.arguments(), call.label());
    String name = Names.of(call.type());
    String method = Names.of(call.method());
    if (call.handler() instanceof NewRun stub) {
      WorkflowOptions options = stub.options();
      String workflowId =
          options.workflowId() == null ? UUID.randomUUID().toString() : options.workflowId();
      Map<String, ByteBuffer> meta = new HashMap<>();
      options.meta().forEach((key, value) -> meta.put(key, ByteBuffer.wrap(value)));
      return new Prepared(
          requestId,
          workflowId,
          name,
          new StartWorkflow(
              requestId,
              workflowId,
              name,
              method,
              arguments,
              ConflictPolicy.valueOf(options.conflict().name()),
              ReusePolicy.valueOf(options.reuse().name()),
              options.timeout() == null ? 0 : options.timeout().toMillis(),
              options.startDelay().toMillis(),
              List.copyOf(options.tags()),
              meta,
              calls.replyTo(),
              true,
              true));
    } else if (call.handler() instanceof Running stub) {
      return new Prepared(
          requestId,
          stub.workflowId(),
          name,
          new CallMethod(
              requestId, stub.workflowId(), null, method, arguments, calls.replyTo(), true, true));
    }
    throw new InvalidStubException(
        call.label() + " is not a method of a stub made by an InfiniticClient");
  }

  private <R> Function<Object, R> outcome(Prepared prepared, StubCall call) {
    return outcome(
        prepared.workflowId(), prepared.workflowName(), call.method().getGenericReturnType());
  }

  private <R> Function<Object, R> outcome(String workflowId, String workflowName, Type resultType) {
    return reply -> {
      if (reply instanceof MethodEnded ended) {
        return Descriptions.outcome(ended, resultType, payloads);
      }
      throw reply instanceof WorkflowUnknown unknown
          ? unknown(unknown, workflowName)
          : rejected((CallRejected) reply);
    };
  }

  private CallAccepted accepted(Object reply, String workflowName) {
    if (reply instanceof CallAccepted accepted) {
      return accepted;
    }
    throw reply instanceof CallRejected rejected
        ? rejected(rejected)
        : unknown((WorkflowUnknown) reply, workflowName);
  }

  private static InfiniticException rejected(CallRejected rejected) {
    return new WorkflowAlreadyStartedException(
        rejected.workflowName(), rejected.workflowId(), rejected.runId(), null);
  }

  private static InfiniticException unknown(WorkflowUnknown unknown, String workflowName) {
    return new WorkflowUnknownException(
        workflowName, unknown.workflowId(), null, Descriptions.because(unknown.reason()));
  }

  /** The value of the future; what it fails with is thrown as it is. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof TimeoutException) {
        throw new TimedOutException("no engine has answered; is one running for this namespace?");
      }
      if (cause instanceof RuntimeException known) {
        known.addSuppressed(new InfiniticException("thrown to the caller here"));
        throw known;
      }
      throw new InfiniticException("the request failed: " + cause, cause);
    }
  }
}
