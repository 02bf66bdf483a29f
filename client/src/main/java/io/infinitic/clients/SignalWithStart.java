package io.infinitic.clients;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import io.infinitic.workflows.SendChannel;
import java.util.concurrent.CompletableFuture;

/**
 * A signal that goes to an open run, or to one that is started for it, in one step. Made by {@link
 * InfiniticClient#withSignal}.
 */
public final class SignalWithStart extends Dispatching {

  private final InfiniticClient client;
  private final SendChannel<?> channel;
  private final Object signal;

  SignalWithStart(InfiniticClient client, SendChannel<?> channel, Object signal) {
    this.client = client;
    this.channel = channel;
    this.signal = signal;
  }

  @Override
  <R> CompletableFuture<Deferred<R>> send(StubCall call) {
    if (!(call.handler() instanceof ClientStubs.OfNewRun stub)
        || !(Stubs.handlerOf(channel) instanceof ClientStubs.OfChannel to)) {
      throw new InvalidStubException(
          "withSignal(channel, signal).dispatch(method) needs a channel and a method of a stub made"
              + " by newWorkflow");
    }
    return client.start(call, stub, to, signal);
  }
}
