package io.infinitic.workers.replay;

import io.infinitic.calendar.Cron;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.schemas.CallWorkflow;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RequestCancel;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.SignalWorkflow;
import io.infinitic.schemas.StartChild;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import io.infinitic.stubs.Timeouts;
import io.infinitic.stubs.Validators;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Turns calls of stubs into commands. */
final class StubCalls {

  private final RunCore run;

  StubCalls(RunCore run) {
    this.run = run;
  }

  <R> Deferred<R> dispatch(StubCall call) {
    if (!(call.handler() instanceof WorkflowStubs.OfRun stub)) {
      throw new InvalidStubException(
          call.label()
              + " is called on a stub that was not made by workflow code, such as one of a client:"
              + " make it with newService or newWorkflow of the class Workflow");
    }
    if (stub.run() != run) {
      throw stub.run().ofAnotherRun(call.label(), run);
    }
    requireNoDeferred(call);
    if (stub instanceof WorkflowStubs.OfService service) {
      return run.tasks().dispatch(call, service);
    } else if (stub instanceof WorkflowStubs.OfChild child) {
      return child(call, child.options());
    } else if (stub instanceof WorkflowStubs.OfRunning running) {
      return call(call, running);
    } else if (stub instanceof WorkflowStubs.OfChannel channel) {
      return signal(call, channel);
    }
    return continueAsNew(call);
  }

  private static void requireNoDeferred(StubCall call) {
    for (Object argument : call.arguments()) {
      if (argument instanceof Deferred<?>) {
        throw new PayloadException(
            "an argument of " + call.label() + " is a Deferred; await it and pass its value");
      }
    }
    if (Deferred.class.isAssignableFrom(call.method().getReturnType())) {
      throw new PayloadException(
          call.label() + " returns a Deferred; let it return the value, and dispatch it");
    }
  }

  private List<Payload> arguments(StubCall call, String label) {
    return run.payloads().writeArguments(call.type(), call.method(), call.arguments(), label);
  }

  private <R> Deferred<R> child(StubCall call, WorkflowOptions options) {
    call.requireMain();
    if (options.cron() != null) {
      Cron.require(options.cron());
    }
    String name = Names.of(call.type());
    String method = Names.of(call.method());
    String label = name + "." + method;
    String given = options.workflowId();
    String id = given == null ? childId(run.nextNumber()) : given;
    StartChild command =
        new StartChild(
            id,
            name,
            method,
            arguments(call, label),
            ConflictPolicy.valueOf(options.conflict().name()),
            ReusePolicy.valueOf(options.reuse().name()),
            options.timeout() == null
                ? Timeouts.millis(call)
                : run.rules().millis(options.timeout()),
            run.rules().millis(options.startDelay()),
            options.cron(),
            options.tags().stream().sorted().toList(),
            run.meta(options.meta()),
            ParentClosePolicy.valueOf(options.parentClose().name()),
            Validators.of(call));
    return remote(call, label, command, id);
  }

  /** The same in every replay. */
  private String childId(int number) {
    byte[] name = (run.runId() + "/child/" + number).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }

  private <R> Deferred<R> call(StubCall call, WorkflowStubs.OfRunning stub) {
    boolean query = call.isQuery();
    if (stub.tag() != null && (query || call.wantsResult())) {
      throw new InvalidStubException(
          call.label()
              + " returns a value, and tag "
              + stub.tag()
              + " may stand for many runs: call it by id, or with dispatchVoid if nobody needs the"
              + " values");
    }
    String label = stub.workflowName() + "." + Names.of(call.method());
    CallWorkflow command =
        new CallWorkflow(
            stub.workflowName(),
            stub.workflowId(),
            stub.tag(),
            Names.of(call.method()),
            arguments(call, label),
            query,
            stub.tag() == null ? Validators.of(call) : null);
    return remote(call, label, command, null);
  }

  private <R> Deferred<R> signal(StubCall call, WorkflowStubs.OfChannel channel) {
    WorkflowStubs.OfRunning stub = channel.workflow();
    String label = stub.workflowName() + " channel " + channel.name();
    Payload signal =
        run.payloads()
            .writeSignal(
                Stubs.sent(call), channel.elementType(), "a signal to channel " + channel.name());
    SignalWorkflow command =
        new SignalWorkflow(
            stub.workflowName(), stub.workflowId(), stub.tag(), channel.name(), signal);
    return remote(call, label, command, null);
  }

  void cancel(Object stub) {
    if (!(Stubs.handlerOf(stub) instanceof WorkflowStubs.OfRunning running)
        || running.run() != run) {
      throw new InvalidStubException(
          "cancel needs a stub made by getWorkflowById or getWorkflowByTag; a deferred has a cancel"
              + " of its own");
    }
    remote(
            null,
            "cancel " + running.workflowName(),
            new RequestCancel(running.workflowName(), running.workflowId(), running.tag()),
            null)
        .await();
  }

  /**
   * @param call whose result is given; null if there is none
   * @param id of the deferred; null for that of the command
   */
  private <R> Deferred<R> remote(
      @Nullable StubCall call, String label, SpecificRecord command, @Nullable String id) {
    int number = run.start(label, command);
    if (command instanceof CallWorkflow called
        && run.start().workflowId().equals(called.workflowId())) {
      run.calledItself();
    }
    Promise<R> promise =
        new Promise<>(
            run,
            id == null ? run.runId() + "/" + number : id,
            label,
            () -> run.cancel(number, label));
    run.expect(number, outcome -> run.outcomes().remote(promise, (RemoteEnded) outcome, call));
    return promise;
  }

  private <R> Deferred<R> continueAsNew(StubCall call) {
    call.requireMain();
    String method = Names.of(call.method());
    if (!Names.of(call.type()).equals(run.start().workflowName())) {
      throw new InvalidStubException(
          "a run of "
              + run.start().workflowName()
              + " cannot continue as "
              + Names.of(call.type())
              + ": start that one as a child");
    }
    String label = "continue as new " + method;
    run.requireBranch(label);
    var next =
        new ContinueAsNew(method, arguments(call, call.label()), List.of(), List.of(), false);
    run.commands().requireRoom(label, next);
    if (run.rules().letCallsEnd()) {
      run.letCallsEnd();
    }
    run.issue(label, next);
    run.continuesAsNew();
    run.branches().pauseUntil(Wait.never());
    throw new Coroutine.Unwound();
  }
}
