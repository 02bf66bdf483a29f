package io.infinitic.clients;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.stubs.Stubs;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the stubs of a client stand for. */
final class ClientStubs {

  private ClientStubs() {}

  /** A stub of a client. */
  sealed interface OfClient extends StubHandler {
    Class<?> type();

    /** What a synchronous call does. */
    Function<StubCall, @Nullable Object> call();

    @Override
    default @Nullable Object invoke(StubCall stubCall) {
      return Stubs.isChannel(stubCall.method()) ? channel(stubCall) : call().apply(stubCall);
    }

    private SendChannel<?> channel(StubCall getter) {
      return Stubs.channel(
          getter, new OfChannel(this, Names.of(getter.method()), getter.method(), call()));
    }
  }

  /** Made by newWorkflow: each call starts a run. */
  record OfNewRun(Class<?> type, WorkflowOptions options, Function<StubCall, @Nullable Object> call)
      implements OfClient {}

  /** Made by getWorkflowById: the latest run with the id. */
  record OfId(Class<?> type, String workflowId, Function<StubCall, @Nullable Object> call)
      implements OfClient {}

  /** Made by getWorkflowByTag: all open runs with the tag. */
  record OfTag(Class<?> type, String tag, Function<StubCall, @Nullable Object> call)
      implements OfClient {}

  /**
   * A channel of a workflow.
   *
   * @param getter the method of the workflow that offers it
   */
  record OfChannel(
      OfClient workflow, String name, Method getter, Function<StubCall, @Nullable Object> call)
      implements OfClient {
    @Override
    public Class<?> type() {
      return workflow.type();
    }
  }

  /** The stub of all runs with a tag, if it is one. */
  static Optional<OfTag> tagged(Object stubOrId) {
    return handler(stubOrId) instanceof OfTag tagged ? Optional.of(tagged) : Optional.empty();
  }

  /**
   * The id that the stub of one run stands for, or that is given itself.
   *
   * @throws InvalidStubException if it does not stand for one run
   */
  static String idOf(Object stubOrId) {
    if (stubOrId instanceof String id) {
      WorkflowOptions.requireId(id);
      return id;
    }
    if (handler(stubOrId) instanceof OfId one) {
      return one.workflowId();
    }
    throw new InvalidStubException(
        "this needs a stub made by getWorkflowById of an InfiniticClient, or an id, not "
            + stubOrId);
  }

  /** Name of the stub's workflow; empty if an id is given itself. */
  static String nameOf(Object stubOrId) {
    return handler(stubOrId) instanceof OfClient stub ? Names.of(stub.type()) : "";
  }

  private static @Nullable StubHandler handler(Object stubOrId) {
    return stubOrId instanceof String ? null : Stubs.handlerOf(stubOrId);
  }
}
