package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.REMOTE;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Outbound;
import io.infinitic.schemas.AwaitMethod;
import io.infinitic.schemas.CallMethod;
import io.infinitic.schemas.CommandAnswered;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RunState;

/** What reaches a running instance: calls of its methods, and answers to its commands. */
record Calls(Runs runs) {

  private static final String NOT_KEPT =
      "its run has no method %s, or that ended so long ago that its outcome is not kept any more";

  void call(Fold fold, CallMethod message) {
    var request =
        new Runs.Request(
            message.requestId(), message.workflowId(), message.replyTo(), message.caller());
    RunState before = Runs.ofRequest(fold, message.workflowId(), message.requestId());
    RunState found =
        before != null ? before : Runs.find(fold, message.workflowId(), message.runId());
    RunState run = found == null || has(fold, found, message) ? found : Runs.current(fold, found);
    MethodState known = run == null ? null : Runs.method(fold, run, message.requestId());
    if (known == null && before != null) {
      if (message.confirm()) {
        request.accepted(fold, before, message.requestId());
      }
      if (message.awaitOutcome()) {
        request.unknown(fold, NOT_KEPT.formatted(message.requestId()));
      }
      return;
    }
    if (known == null) {
      var open = runs.openRun(fold, run, request);
      if (open.isEmpty()) {
        return;
      }
      if (message.validator() != null) {
        fold.out()
            .accept(
                new Outbound.Ask(
                    Inspection.question(
                        fold,
                        open.get().run(),
                        request,
                        message.validator(),
                        message.arguments(),
                        message.withValidator(null))));
        return;
      }
      RunFold called = open.get();
      Runs.remember(fold, called.run(), message.requestId());
      called.addMethod(message.requestId(), message.methodName());
      called.input(
          new MethodCalled(message.requestId(), message.methodName(), message.arguments()));
      called.save();
    }
    if (message.confirm()) {
      request.accepted(fold, run, message.requestId());
    }
    if (message.awaitOutcome()) {
      answerOrWait(fold, run, message.requestId(), request);
    }
  }

  private static boolean has(Fold fold, RunState run, CallMethod message) {
    return Runs.method(fold, run, message.requestId()) != null;
  }

  void await(Fold fold, AwaitMethod message) {
    var request = new Runs.Request(message.requestId(), message.workflowId(), message.replyTo());
    RunState asked =
        message.runId() == null
            ? Runs.latest(fold, message.workflowId())
            : Runs.known(fold, message.workflowId(), message.runId());
    if (asked == null) {
      request.unknown(fold, "there is no run");
      return;
    }
    String methodId = message.methodId();
    boolean main = methodId == null || methodId.equals(asked.mainMethodId());
    boolean ended = main && hasOutcome(fold, asked, asked.mainMethodId());
    RunState run = ended ? asked : Runs.current(fold, asked);
    // a run in the middle of a chain may have taken over a call and carried it out
    RunState carriedTo = main ? null : Runs.ofRequest(fold, asked.workflowId(), methodId);
    if (main) {
      answerOrWait(fold, run, run.mainMethodId(), request);
    } else if (Runs.method(fold, asked, methodId) != null) {
      answerOrWait(fold, asked, methodId, request);
    } else if (Runs.method(fold, run, methodId) != null) {
      answerOrWait(fold, run, methodId, request);
    } else if (carriedTo != null && Runs.method(fold, carriedTo, methodId) != null) {
      answerOrWait(fold, carriedTo, methodId, request);
    } else {
      request.unknown(fold, NOT_KEPT.formatted(methodId));
    }
  }

  private static boolean hasOutcome(Fold fold, RunState run, String methodId) {
    MethodState method = Runs.method(fold, run, methodId);
    return method != null && method.outcome() != null;
  }

  static void answerOrWait(Fold fold, RunState run, String methodId, Runs.Request request) {
    MethodState method = Runs.method(fold, run, methodId);
    if (method != null && method.outcome() != null) {
      fold.answer(
          request.replyTo(),
          request.caller(),
          new MethodEnded(
              request.requestId(),
              run.workflowId(),
              run.runId(),
              run.workflowName(),
              method.outcome()));
    } else {
      Waiters.add(fold, run, methodId, request);
    }
  }

  /** Another workflow, or a worker in its name, answers a command of a run. */
  void answered(Fold fold, CommandAnswered message) {
    RunState run = Runs.listening(fold, message.runId());
    RemoteState remote =
        run == null
            ? null
            : fold.rows().get(message.runId(), REMOTE, Ids.numbered(message.number()));
    if (remote == null) {
      return; // came twice, or is not waited for any more
    }
    RemoteEnded ended = RemoteAnswers.ended(remote, message.answer());
    if (ended != null) {
      fold.rows().remove(message.runId(), REMOTE, Ids.numbered(message.number()));
      RunFold open = runs.fold(fold, run);
      open.input(ended);
      open.save();
    }
  }
}
