package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.REMOTE;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CallWorkflow;
import io.infinitic.schemas.Caller;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ForTag;
import io.infinitic.schemas.ParentClosePolicy;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RemoteKind;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RemoteStatus;
import io.infinitic.schemas.RequestCancel;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SignalWorkflow;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.StartWorkflow;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Commands that concern other workflows: each becomes a message to the partition of the other one,
 * under a request id derived from the run and the command, so that folding again asks for the same.
 */
final class RemoteCommands {

  private final RunFold run;
  private final Fold fold;

  RemoteCommands(RunFold run) {
    this.run = run;
    this.fold = run.fold();
  }

  /** Carries a command out. What it has caused at once, if anything. */
  Optional<RemoteEnded> carryOut(int number, Object command) {
    if (command instanceof StartChild child) {
      return startChild(number, child);
    } else if (command instanceof CallWorkflow call) {
      return call(number, call);
    } else if (command instanceof SignalWorkflow signal) {
      return signal(number, signal);
    } else if (command instanceof RequestCancel cancel) {
      return send(
          number,
          RemoteKind.CANCEL,
          cancel.workflowName(),
          cancel.workflowId(),
          cancel.tag(),
          new CancelWorkflow(
              request(number),
              orEmpty(cancel.workflowId()),
              null,
              "asked by workflow " + run.run().workflowId(),
              "",
              caller(number, cancel.tag())));
    }
    return Optional.empty();
  }

  /** Cancels what a command has asked for; a child goes on until it has cleaned up. */
  Optional<RemoteEnded> cancel(RemoteState remote) {
    if (remote.kind() == RemoteKind.CHILD) {
      fold.send(
          remote.workflowId(),
          new CancelWorkflow(
              remote.requestId() + "/cancel",
              remote.workflowId(),
              remote.requestId(),
              "asked by workflow " + run.run().workflowId(),
              "",
              caller(remote.number(), null)));
      return Optional.empty();
    }
    fold.rows().remove(run.run().runId(), REMOTE, Ids.numbered(remote.number()));
    return Optional.of(RemoteAnswers.ended(remote, RemoteStatus.CANCELED, null, null));
  }

  private Optional<RemoteEnded> startChild(int number, StartChild child) {
    keep(number, RemoteKind.CHILD, child.workflowName(), child.workflowId(), child.parentClose());
    fold.send(
        child.workflowId(),
        new StartWorkflow(
            request(number),
            child.workflowId(),
            child.workflowName(),
            child.methodName(),
            child.arguments(),
            child.conflict(),
            child.reuse(),
            child.timeoutMillis(),
            child.startDelayMillis(),
            child.tags(),
            child.meta(),
            "",
            false,
            true,
            caller(number, null),
            child.cron(),
            List.of(),
            child.validator()));
    return Optional.empty();
  }

  private Optional<RemoteEnded> call(int number, CallWorkflow call) {
    String id = orEmpty(call.workflowId());
    Caller caller = caller(number, call.tag());
    if (call.query() && call.tag() != null) {
      throw new IllegalArgumentException(
          "command %d asks a query by tag %s, which may stand for many runs: it has no one answer"
              .formatted(number, call.tag()));
    }
    SpecificRecord message =
        call.query()
            ? new QueryWorkflow(
                request(number),
                id,
                call.workflowName(),
                call.methodName(),
                call.arguments(),
                "",
                caller)
            : new CallMethod(
                request(number),
                id,
                null,
                call.methodName(),
                call.arguments(),
                "",
                false,
                call.tag() == null,
                caller,
                call.validator());
    return send(
        number, RemoteKind.CALL, call.workflowName(), call.workflowId(), call.tag(), message);
  }

  private Optional<RemoteEnded> signal(int number, SignalWorkflow signal) {
    return send(
        number,
        RemoteKind.SIGNAL,
        signal.workflowName(),
        signal.workflowId(),
        signal.tag(),
        new SendSignal(
            request(number),
            orEmpty(signal.workflowId()),
            signal.channel(),
            signal.signal(),
            run.run().runId(),
            number,
            "",
            caller(number, signal.tag())));
  }

  /** To one workflow, whose answer is waited for; or to all with a tag, and that is all. */
  private Optional<RemoteEnded> send(
      int number,
      RemoteKind kind,
      String workflowName,
      @Nullable String workflowId,
      @Nullable String tag,
      SpecificRecord message) {
    if (tag == null) {
      String id = orEmpty(workflowId);
      keep(number, kind, workflowName, id, ParentClosePolicy.ABANDON);
      fold.send(id, message);
      return Optional.empty();
    }
    fold.out()
        .accept(
            new Outbound.ToAll(
                new EngineMessage(
                    new ForTag(request(number), workflowName, tag, message, "", ""))));
    return Optional.of(
        new RemoteEnded(number, RemoteStatus.COMPLETED, workflowName, "", null, null, null));
  }

  private void keep(
      int number,
      RemoteKind kind,
      String workflowName,
      String workflowId,
      ParentClosePolicy parentClose) {
    fold.rows()
        .put(
            run.run().runId(),
            REMOTE,
            Ids.numbered(number),
            new RemoteState(number, kind, workflowName, workflowId, request(number), parentClose));
  }

  private String request(int number) {
    return Ids.request(run.run().runId(), number);
  }

  private @Nullable Caller caller(int number, @Nullable String tag) {
    RunState state = run.run();
    return tag == null ? new Caller(state.workflowId(), state.runId(), number) : null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
