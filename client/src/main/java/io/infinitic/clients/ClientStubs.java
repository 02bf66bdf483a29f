package io.infinitic.clients;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.stubs.Stubs;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
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
      return Stubs.create(
          SendChannel.class,
          new OfChannel(
              this,
              Names.of(getter.method()),
              elementType(getter.method().getGenericReturnType()),
              call()));
    }

    private static Type elementType(Type channel) {
      return channel instanceof ParameterizedType parameterized
          ? parameterized.getActualTypeArguments()[0]
          : Object.class;
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

  /** A channel of a workflow. */
  record OfChannel(
      OfClient workflow, String name, Type elementType, Function<StubCall, @Nullable Object> call)
      implements OfClient {
    @Override
    public Class<?> type() {
      return workflow.type();
    }
  }

  /**
   * What the stub stands for.
   *
   * @throws InvalidStubException if it is of no running workflow
   */
  static OfClient running(Object stub) {
    StubHandler handler = Stubs.handlerOf(stub);
    if (handler instanceof OfId || handler instanceof OfTag) {
      return (OfClient) handler;
    }
    throw new InvalidStubException(
        "this needs a stub made by getWorkflowById or getWorkflowByTag of an InfiniticClient, not "
            + stub);
  }

  /**
   * The run that the stub stands for.
   *
   * @throws InvalidStubException if it does not stand for one run
   */
  static OfId one(Object stub) {
    if (Stubs.handlerOf(stub) instanceof OfId one) {
      return one;
    }
    throw new InvalidStubException(
        "this needs a stub made by getWorkflowById of an InfiniticClient, not " + stub);
  }
}
