package io.infinitic.workers.replay;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.OutcomeStatus;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Timeouts;
import io.infinitic.transport.TaskId;
import io.infinitic.workflows.Deferred;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns calls of service stubs into commands. A local task runs before its command is issued, which
 * then says what came of it; in a replay the recorded command says it.
 */
final class TaskCalls {

  private final RunCore run;
  private final LocalTasks locals;

  TaskCalls(RunCore run, LocalTasks locals) {
    this.run = run;
    this.locals = locals;
  }

  <R> Deferred<R> dispatch(StubCall call, WorkflowStubs.OfService stub) {
    String service = Names.of(call.type());
    String task = Names.of(call.method());
    String label = service + "." + task;
    run.requireBranch(label);
    run.requireNotCanceled();
    List<Payload> arguments =
        run.payloads().writeArguments(call.type(), call.method(), call.arguments(), label);
    TaskSettings settings = stub.settings().withMeta(run.meta(stub.options().meta()));
    if (settings.scheduleToCloseMillis() == 0) {
      settings = settings.withScheduleToCloseMillis(Timeouts.millis(call));
    }
    ScheduleTask asked = new ScheduleTask(service, task, arguments, settings, null);
    LocalAttempts made = attempt(asked, stub.options().isLocal());
    ScheduleTask command = asked.withLocal(made);
    Command recorded = run.issue(label, command);
    int number = run.commands().last();
    LocalAttempts known = recorded == null ? made : ((ScheduleTask) recorded.body()).local();
    String taskId = taskId(number);
    Promise<R> promise = new Promise<>(run, taskId, call.label(), () -> run.cancel(number, label));
    OutcomeStatus status = known == null ? null : known.status();
    if (known != null && status != null) {
      TaskEnded ended =
          new TaskEnded(number, status, known.attempts(), known.result(), known.failure());
      run.outcomes().task(promise, ended, call, command, taskId);
    } else {
      run.started(number, label);
      run.expect(
          number,
          outcome -> run.outcomes().task(promise, (TaskEnded) outcome, call, command, taskId));
    }
    return promise;
  }

  private String taskId(int number) {
    return TaskId.of(run.start().workflowId(), run.runId(), number).toString();
  }

  /**
   * Runs the task here, if it is to run here. Where the decision ends before it, everything stands
   * still until the next one: in a replay at the place that the history says, whether or not the
   * code still wants the task to be local.
   *
   * @return null if it is the engine's, or if the history says what came of it
   */
  private @Nullable LocalAttempts attempt(ScheduleTask task, boolean isLocal) {
    boolean held = false;
    while (true) {
      if (run.commands().isReplaying()) {
        if (!run.commands().stopsHere()) {
          return null;
        }
      } else {
        LocalTasks.Call call = call(task);
        if (!isLocal || !says(() -> locals.hosts(call))) {
          return null;
        } else if (held || !says(() -> locals.endsDecision(call))) {
          // what was held runs first, so that every decision gets further
          return CommandLimits.fitting(task.service() + "." + task.task(), task, run(call));
        }
      }
      run.branches().hold();
      held = true;
    }
  }

  /** An exception of the process is not one of the user's code. */
  private boolean says(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (RuntimeException | Error e) {
      run.branches().recordFault(e);
      throw e;
    }
  }

  private LocalTasks.Call call(ScheduleTask task) {
    int number = run.nextNumber();
    return new LocalTasks.Call(
        number,
        task,
        taskId(number),
        run.start(),
        run.version(),
        run.decisionBegan(),
        run.commands().bytes());
  }

  private LocalAttempts run(LocalTasks.Call call) {
    try {
      return locals.run(call);
    } catch (InterruptedException e) {
      run.branches()
          .recordFault(
              new NotTheCodesFaultException(
                  "local task " + call.taskId() + " was interrupted; it is repeated", e));
      throw new Coroutine.Unwound();
    } catch (RuntimeException | Error e) { // not the task's, which is an outcome
      run.branches().recordFault(e);
      throw e;
    }
  }
}
