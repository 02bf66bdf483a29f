package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.REMOTE;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.CallWorkflow;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.RemoteKind;
import io.infinitic.schemas.RemoteState;
import io.infinitic.schemas.RunState;
import java.util.List;

/**
 * The methods that a run calls on itself. Such a call is a message like any other, and takes its
 * turn in the log; the run must not end before it has come.
 */
final class SelfCalls {

  private SelfCalls() {}

  /** Whether a call is under way that has neither begun nor been refused or canceled. */
  static boolean areOnTheirWay(RunFold run) {
    RunState state = run.run();
    for (RemoteState remote : run.fold().rows().all(state.runId(), REMOTE).values()) {
      if (remote.kind() == RemoteKind.CALL
          && remote.workflowId().equals(state.workflowId())
          && Runs.method(run.fold(), state, remote.requestId()) == null) {
        return true;
      }
    }
    return false;
  }

  /** Whether one of the commands calls a method of all runs with a tag that this run has. */
  static boolean areTagged(RunState run, List<Command> commands) {
    return commands.stream().anyMatch(command -> isTagged(run, command.body()));
  }

  private static boolean isTagged(RunState run, Object command) {
    return command instanceof CallWorkflow call
        && call.tag() != null
        && call.workflowName().equals(run.workflowName())
        && run.tags().contains(call.tag());
  }

  /**
   * Begins the methods that the commands call on all runs with a tag that this run has. Of these
   * calls no answer is kept, so nothing else would tell that they are under way; when the message
   * comes, it finds them begun.
   */
  static void beginTagged(RunFold run, List<Command> commands) {
    Fold fold = run.fold();
    for (Command command : commands) {
      RunState state = run.run();
      if (isTagged(state, command.body())) {
        CallWorkflow call = (CallWorkflow) command.body();
        String request = Ids.request(state.runId(), command.number());
        String methodId = Tagged.requestOf(request, state.workflowId());
        Runs.remember(fold, state, methodId);
        run.addMethod(methodId, call.methodName());
        run.append(new MethodCalled(methodId, call.methodName(), call.arguments()));
      }
    }
  }
}
