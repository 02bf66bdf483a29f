package io.infinitic.clients;

import io.infinitic.calendar.Cron;
import io.infinitic.engine.TimeOrderedIds;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.Contexts;
import io.infinitic.runtime.Millis;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Timeouts;
import io.infinitic.stubs.Validators;
import io.infinitic.values.MetaLimit;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Calls of stubs as messages to the engine. */
record Requests(Payloads payloads, List<ContextPropagator> propagators, String replyTo) {

  StartWorkflow start(StubCall call, ClientStubs.OfNewRun stub) {
    call.requireMain();
    WorkflowOptions options = stub.options();
    if (options.cron() != null) {
      Cron.require(options.cron());
    }
    String id =
        options.workflowId() == null ? TimeOrderedIds.next().toString() : options.workflowId();
    Map<String, ByteBuffer> meta = new HashMap<>();
    Contexts.capture(propagators, options.meta())
        .forEach((key, value) -> meta.put(key, ByteBuffer.wrap(value)));
    List<String> tags = List.copyOf(options.tags());
    requireFits(call, tags, meta);
    return new StartWorkflow(
        ReplyInbox.newRequestId(),
        id,
        Names.of(call.type()),
        Names.of(call.method()),
        arguments(call),
        ConflictPolicy.valueOf(options.conflict().name()),
        ReusePolicy.valueOf(options.reuse().name()),
        options.timeout() == null ? Timeouts.millis(call) : Millis.of(options.timeout()),
        Millis.of(options.startDelay()),
        tags,
        meta,
        replyTo,
        true,
        true,
        null,
        options.cron(),
        List.of(),
        Validators.of(call));
  }

  /** The start, or nothing but the signal if a run is open. */
  StartWorkflow startWithSignal(
      StubCall call,
      ClientStubs.OfNewRun stub,
      ClientStubs.OfChannel channel,
      @Nullable Object signal) {
    if (!(channel.workflow() instanceof ClientStubs.OfNewRun of)
        || !Objects.equals(of.options().workflowId(), stub.options().workflowId())) {
      throw new InvalidStubException(
          "withSignal needs a channel of the stub whose method is dispatched, which is made by"
              + " newWorkflow");
    } else if (!channel.type().equals(call.type())) {
      throw new InvalidStubException(
          "the channel is of "
              + channel.type().getName()
              + ", the method of "
              + call.type().getName());
    }
    StartWorkflow start = start(call, stub);
    Payload payload = signal(channel, signal);
    return start
        .withConflict(ConflictPolicy.USE_EXISTING)
        .withSignals(List.of(new CarriedSignal(start.requestId(), channel.name(), payload)));
  }

  CallMethod call(StubCall call, String workflowId) {
    return new CallMethod(
        ReplyInbox.newRequestId(),
        workflowId,
        null,
        Names.of(call.method()),
        arguments(call),
        replyTo,
        true,
        true,
        null,
        Validators.of(call));
  }

  /** A call of all runs with a tag: nobody waits for its outcomes. */
  CallMethod callByTag(StubCall call, String tag) {
    requireNoQuery(call);
    if (call.wantsResult()) {
      throw new InvalidStubException(
          call.label()
              + " returns a value, and tag "
              + tag
              + " may stand for many runs: call it by id, or with dispatchVoid if nobody needs the"
              + " values");
    }
    return new CallMethod(
        "", "", null, Names.of(call.method()), arguments(call), "", false, false, null, null);
  }

  QueryWorkflow query(StubCall call, String workflowId) {
    return new QueryWorkflow(
        ReplyInbox.newRequestId(),
        workflowId,
        Names.of(call.type()),
        Names.of(call.method()),
        arguments(call),
        replyTo,
        null);
  }

  /** A signal, without its number. */
  SendSignal signal(ClientStubs.OfChannel channel, @Nullable Object value, String workflowId) {
    return new SendSignal(
        ReplyInbox.newRequestId(),
        workflowId,
        channel.name(),
        signal(channel, value),
        "",
        0,
        replyTo,
        null);
  }

  private Payload signal(ClientStubs.OfChannel channel, @Nullable Object value) {
    Type type = payloads.channelElement(channel.type(), channel.getter());
    return payloads.writeSignal(value, type, "a signal to channel " + channel.name());
  }

  private List<Payload> arguments(StubCall call) {
    return payloads.writeArguments(call.type(), call.method(), call.arguments(), call.label());
  }

  private static void requireFits(StubCall call, List<String> tags, Map<String, ByteBuffer> meta) {
    PayloadTooLargeException refusal = MetaLimit.refusal(call.label(), tags, meta);
    if (refusal != null) {
      throw refusal;
    }
  }

  private static void requireNoQuery(StubCall call) {
    if (call.isQuery()) {
      throw new InvalidStubException(
          call.label() + " is a query: ask it on a stub made by getWorkflowById");
    }
  }
}
