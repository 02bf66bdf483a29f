package io.infinitic.clients;

import io.infinitic.config.ClientConfig;
import io.infinitic.config.SilentLogging;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.stubs.Stubs;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

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
public final class InfiniticClient extends RunManagement implements AutoCloseable {

  private final Transport transport;
  private final boolean ownsTransport;
  private final Requests requests;

  private InfiniticClient(
      Transport transport,
      boolean ownsTransport,
      String name,
      Payloads payloads,
      List<ContextPropagator> propagators) {
    super(transport, new Calls(transport, "client-" + name), new Replies(payloads));
    SilentLogging.warn();
    this.transport = transport;
    this.ownsTransport = ownsTransport;
    requests = new Requests(payloads, List.copyOf(propagators), calls.replyTo());
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
    return new InfiniticClient(
        config.transport().get(), true, config.name(), config.payloads(), List.of());
  }

  /** A client that is made by code. */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a client. */
  public static final class Builder {
    private String name = "java";
    private @Nullable Transport transport;
    private Payloads payloads = Payloads.defaults();
    private final List<ContextPropagator> propagators = new ArrayList<>();

    private Builder() {}

    /** A name for people; need not be unique. */
    public Builder setName(String clientName) {
      name = clientName;
      return this;
    }

    /** A connection that the caller made and will close. */
    public Builder setTransport(Transport connection) {
      transport = connection;
      return this;
    }

    /** How user values are written and read: mapper, compression, encryption. */
    public Builder setPayloads(Payloads values) {
      payloads = values;
      return this;
    }

    /** Gives workflows the context of the thread that starts them. */
    public Builder addContextPropagator(ContextPropagator propagator) {
      propagators.add(propagator);
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
      return new InfiniticClient(transport, false, name, payloads, propagators);
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
   * @throws io.infinitic.exceptions.InvalidStubException if the type is not an interface
   */
  public <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options) {
    return Stubs.create(
        type, new ClientStubs.OfNewRun(type, options.withIdOfTags(), this::callAndWait));
  }

  /**
   * A stub of the latest run with the id: calls of its methods go to the running instance and wait
   * for the result; its queries are answered from the current state.
   */
  public <T> T getWorkflowById(Class<? extends T> type, String workflowId) {
    WorkflowOptions.requireId(workflowId);
    return Stubs.create(type, new ClientStubs.OfId(type, workflowId, this::callAndWait));
  }

  /**
   * A stub of all open runs with the tag: methods without result, signals, {@link #cancel} and the
   * like reach each of them; calls that return a value are refused.
   */
  public <T> T getWorkflowByTag(Class<? extends T> type, String tag) {
    WorkflowOptions.requireTag(tag);
    return Stubs.create(type, new ClientStubs.OfTag(type, tag, this::callAndWait));
  }

  /** The main result of the latest run with the id, started elsewhere or before a restart. */
  public <R> Deferred<R> getDeferred(String workflowId, Class<R> result) {
    WorkflowOptions.requireId(workflowId);
    Supplier<CompletableFuture<R>> ask =
        () -> awaitMethod(workflowId, null, null, "", replies.of(result));
    return new WorkflowResult<>(this, workflowId, ask.get(), ask);
  }

  /**
   * A signal that the next {@code dispatch} sends to the open run with the stub's id, which it
   * starts if there is none, in one step: {@code client.withSignal(cart.getItems(),
   * "book").dispatch(cart::shop, customer)}. The stub is made by {@code newWorkflow} with options
   * that name the id.
   *
   * <p>A run that has ended takes no signals: then a new one is started, also with {@code
   * Reuse.USE_EXISTING}. Other values of {@code Reuse} hold.
   *
   * @param channel a channel of the stub
   * @param signal the value
   */
  public <S> SignalWithStart withSignal(SendChannel<S> channel, S signal) {
    return new SignalWithStart(this, channel, signal);
  }

  @Override
  <R> CompletableFuture<Deferred<R>> send(StubCall call) {
    StubHandler handler = call.handler();
    if (handler instanceof ClientStubs.OfNewRun stub) {
      return start(call, requests.start(call, stub));
    } else if (handler instanceof ClientStubs.OfId stub) {
      return call.isQuery() ? query(call, stub) : call(call, stub);
    } else if (handler instanceof ClientStubs.OfTag stub) {
      return done(
          "",
          administration.forTag(stub, requests.callByTag(call, stub.tag())).thenApply(ids -> null));
    } else if (handler instanceof ClientStubs.OfChannel channel) {
      return signal(call, channel);
    }
    throw new InvalidStubException(
        call.label() + " is not a method of a stub made by an InfiniticClient");
  }

  <R> CompletableFuture<Deferred<R>> start(
      StubCall call, ClientStubs.OfNewRun stub, ClientStubs.OfChannel channel, Object signal) {
    return start(call, requests.startWithSignal(call, stub, channel, signal));
  }

  /** Ends what waits, with an error, and the connection if this client made it. */
  @Override
  public void close() {
    calls.close();
    if (ownsTransport) {
      transport.close();
    }
  }

  private @Nullable Object callAndWait(StubCall call) {
    return Replies.join(this.<Object>send(call).thenCompose(Deferred::toFuture));
  }

  private <R> CompletableFuture<Deferred<R>> start(StubCall call, StartWorkflow message) {
    return exchange(call, message.requestId(), message.workflowId(), null, message);
  }

  private <R> CompletableFuture<Deferred<R>> call(StubCall call, ClientStubs.OfId stub) {
    CallMethod message = requests.call(call, stub.workflowId());
    String requestId = message.requestId();
    return exchange(call, requestId, message.workflowId(), requestId, message);
  }

  /**
   * A request that is accepted first, and has an outcome later.
   *
   * @param methodId the method it calls; null for the main one
   */
  private <R> CompletableFuture<Deferred<R>> exchange(
      StubCall call,
      String requestId,
      String workflowId,
      @Nullable String methodId,
      SpecificRecord message) {
    String name = Names.of(call.type());
    Replies.Reader<R> reader = replies.resultOf(call);
    Calls.Exchange exchange =
        calls.ask(requestId, workflowId, message, Calls.Reply.ACCEPTANCE_AND_OUTCOME);
    CompletableFuture<R> result =
        exchange.last().thenApply(reply -> replies.value(reply, name, reader));
    return exchange
        .first()
        .thenApply(
            reply -> {
              String runId =
                  reply instanceof MethodEnded ended
                      ? ended.runId()
                      : replies.accepted(reply, name).runId();
              return new WorkflowResult<>(
                  this,
                  workflowId,
                  result,
                  () -> awaitMethod(workflowId, runId, methodId, name, reader));
            });
  }

  private <R> CompletableFuture<R> awaitMethod(
      String workflowId,
      @Nullable String runId,
      @Nullable String methodId,
      String name,
      Replies.Reader<R> reader) {
    String requestId = ReplyInbox.newRequestId();
    var await = new AwaitMethod(requestId, workflowId, runId, methodId, calls.replyTo());
    return calls
        .ask(requestId, workflowId, await, Calls.Reply.OUTCOME)
        .last()
        .thenApply(reply -> replies.value(reply, name, reader));
  }

  private <R> CompletableFuture<Deferred<R>> query(StubCall call, ClientStubs.OfId stub) {
    QueryWorkflow message = requests.query(call, stub.workflowId());
    String name = Names.of(call.type());
    CompletableFuture<R> answer =
        calls
            .ask(message.requestId(), message.workflowId(), message)
            .thenApply(reply -> replies.value(reply, name, replies.<R>resultOf(call)));
    return CompletableFuture.completedFuture(
        new WorkflowResult<>(
            this, stub.workflowId(), withReason(answer, call, stub), () -> answer));
  }

  /** A query that is not answered has no worker, as a rule. */
  private <R> CompletableFuture<R> withReason(
      CompletableFuture<R> answer, StubCall call, ClientStubs.OfId stub) {
    return answer.exceptionallyCompose(
        error ->
            Replies.cause(error) instanceof TimedOutException
                ? new Shortages(roster)
                    .ofWorkflow(Names.of(call.type()), OptionalInt.empty())
                    .thenApply(
                        why -> {
                          throw new TimedOutException(
                              "query %s of workflow id %s has no answer: %s"
                                  .formatted(
                                      call.label(),
                                      stub.workflowId(),
                                      why.orElse(Replies.cause(error).getMessage())));
                        })
                : CompletableFuture.failedFuture(error));
  }

  private <R> CompletableFuture<Deferred<R>> signal(StubCall call, ClientStubs.OfChannel channel) {
    Object value = Stubs.sent(call);
    if (channel.workflow() instanceof ClientStubs.OfTag stub) {
      var signal = requests.signal(channel, value, "").withReplyTo("");
      return done("", administration.forTag(stub, signal).thenApply(ids -> null));
    } else if (channel.workflow() instanceof ClientStubs.OfId stub) {
      CompletableFuture<R> accepted =
          calls
              .signal(requests.signal(channel, value, stub.workflowId()))
              .thenApply(
                  reply -> {
                    replies.accepted(reply, Names.of(stub.type()));
                    return null;
                  });
      return done(stub.workflowId(), accepted);
    }
    throw new InvalidStubException(
        "a signal needs a running workflow: take the channel of a stub made by getWorkflowById or"
            + " getWorkflowByTag, or use withSignal(channel, signal).dispatch(method)");
  }

  /** What is asked of a stub, done when the future is. */
  private <R> CompletableFuture<Deferred<R>> done(String id, CompletableFuture<R> result) {
    return result.thenApply(value -> new WorkflowResult<>(this, id, result, () -> result));
  }
}
