package io.infinitic.workers.replay;

import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.schemas.RetryPolicy;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.StubHandler;
import io.infinitic.stubs.Stubs;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.Policies;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the stubs of workflow code stand for. */
final class WorkflowStubs {

  private WorkflowStubs() {}

  /** A stub that belongs to a run. */
  sealed interface OfRun extends StubHandler {
    RunCore run();

    @Override
    default @Nullable Object invoke(StubCall call) {
      if (Stubs.isChannel(call.method())) {
        return channel(call);
      }
      return run().calls().dispatch(call).await();
    }

    /** The channel that a method of the stub offers. */
    default Object channel(StubCall call) {
      throw new InvalidStubException(
          call.label()
              + " is a channel of a running workflow: get it from a stub made by getWorkflowById or"
              + " getWorkflowByTag");
    }
  }

  /** Made by newService. */
  record OfService(RunCore run, TaskOptions options) implements OfRun {

    /** Without meta data, which the caller's context adds to. */
    TaskSettings settings() {
      RetryPolicy retry =
          options.retry() == null ? null : Policies.write(options.retry(), run.rules()::millis);
      return new TaskSettings(
          retry,
          millis(options.startToClose()),
          millis(options.scheduleToClose()),
          options.tags().stream().sorted().toList(), // in one order, in every process
          Map.of(),
          millis(options.scheduleToStart()),
          millis(options.heartbeat()),
          options.priority());
    }

    private long millis(@Nullable Duration duration) {
      return duration == null ? 0 : run.rules().millis(duration);
    }
  }

  /** Made by newWorkflow. */
  record OfChild(RunCore run, WorkflowOptions options) implements OfRun {}

  /** Made by getWorkflowById or getWorkflowByTag; one of both is null. */
  record OfRunning(RunCore run, Class<?> type, @Nullable String workflowId, @Nullable String tag)
      implements OfRun {

    String workflowName() {
      return Names.of(type);
    }

    @Override
    public Object channel(StubCall call) {
      return Stubs.channel(
          call,
          new OfChannel(
              run,
              this,
              Names.of(call.method()),
              run.payloads().channelElement(call.type(), call.method())));
    }
  }

  /** A channel of a running workflow. */
  record OfChannel(RunCore run, OfRunning workflow, String name, Type elementType)
      implements OfRun {}

  /** Made by newContinueAsNew. */
  record OfNextRun(RunCore run) implements OfRun {}
}
