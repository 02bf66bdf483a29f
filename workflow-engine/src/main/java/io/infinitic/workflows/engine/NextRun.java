package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.BUFFERED;
import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.RUN;

import io.infinitic.calendar.Cron;
import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.schemas.BufferedEvent;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.CronSchedule;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.RunStatus;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.StartWorkflow;
import java.util.ArrayList;
import java.util.List;

/** The run that follows one that has ended: the next of its chain, or of its schedule. */
final class NextRun {

  private static final String CONTINUED = "continued";

  private NextRun() {}

  private static String request(RunState ended, String why) {
    return ended.runId() + "/" + why;
  }

  /** Follows a chain whose end was not noted, because an earlier version had folded it. */
  static RunState last(Fold fold, RunState first) {
    RunState run = first;
    RunState next = first;
    while (next != null) {
      run = next;
      next = fold.rows().get(Ids.run(run.workflowId(), request(run, CONTINUED)), RUN, "");
    }
    return run;
  }

  /** Waits for the next time of the schedule. */
  static void repeat(RunFold run, CronSchedule schedule) {
    RunState ended = run.run();
    Fold fold = run.fold();
    long delay = Cron.next(schedule.expression(), fold.now()) - fold.now();
    StartWorkflow next =
        next(ended, "cron", schedule.methodName(), schedule.arguments(), List.of())
            .withStartDelayMillis(delay);
    RunFold repeated = Starts.begin(run.runs(), fold, next, null, schedule);
    if (run.run().suspended()) {
      repeated.suspend();
    }
  }

  private static StartWorkflow next(
      RunState ended,
      String why,
      String methodName,
      List<Payload> arguments,
      List<CarriedSignal> signals) {
    return new StartWorkflow(
        request(ended, why),
        ended.workflowId(),
        ended.workflowName(),
        methodName,
        arguments,
        ConflictPolicy.REJECT,
        ReusePolicy.ALLOW,
        ended.timeoutMillis(),
        0,
        ended.tags(),
        ended.meta(),
        "",
        false,
        false,
        null,
        null,
        signals,
        null);
  }

  /**
   * Ends the run and starts the next of its chain, which takes over what this one has not read:
   * signals, calls, callers that wait for the main result, a request to cancel.
   *
   * @param parts the command; those after the first hold more of what is taken over
   */
  static void continueAsNew(RunFold run, List<ContinueAsNew> parts) {
    ContinueAsNew command = parts.get(0);
    Fold fold = run.fold();
    RunState ending = run.run();
    List<BufferedEvent> unread = List.copyOf(fold.rows().all(ending.runId(), BUFFERED).values());
    List<MethodCalled> calls = new ArrayList<>();
    List<CarriedSignal> signals = new ArrayList<>();
    for (ContinueAsNew part : parts) {
      calls.addAll(part.calls());
      signals.addAll(part.signals());
    }
    boolean canceled = command.canceled();
    for (BufferedEvent event : unread) {
      if (event.body() instanceof SignalReceived s) {
        signals.add(new CarriedSignal(s.signalId(), s.channel(), s.signal()));
      } else if (event.body() instanceof MethodCalled called) {
        calls.add(called);
      } else if (event.body() instanceof CancelRequested) {
        canceled = true;
      }
    }
    calls.forEach(called -> fold.rows().remove(ending.runId(), METHOD, called.methodId()));
    RunEnd.endMethods(
        run,
        RunStatus.CONTINUED_AS_NEW,
        RemoteAnswers.because("the run continued as a new one"),
        ending.mainMethodId());
    RunEnd.close(run, RunStatus.CONTINUED_AS_NEW, null);
    RunFold next =
        Starts.begin(
            run.runs(),
            fold,
            next(ending, CONTINUED, command.methodName(), command.arguments(), signals),
            ending.chain(),
            ending.schedule());
    Waiters.move(
        fold, ending.runId(), ending.mainMethodId(), next.run(), next.run().mainMethodId());
    for (MethodCalled called : calls) {
      next.addMethod(called.methodId(), called.methodName());
      next.input(called);
      Runs.remember(fold, next.run(), called.methodId());
      Waiters.move(fold, ending.runId(), called.methodId(), next.run(), called.methodId());
    }
    next.save();
    if (canceled) {
      next.cancel("asked before the run continued as a new one");
    }
    if (ending.suspended()) {
      next.suspend();
    }
    for (BufferedEvent event : unread) {
      if (event.requestId() != null) {
        RunFold.request(ending, event).accepted(fold, next.run(), "");
      }
    }
  }
}
