package io.infinitic.workers.replay;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.InvalidInlineException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailure;
import io.infinitic.runtime.Contexts;
import io.infinitic.runtime.Millis;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.values.Payloads;
import io.infinitic.workflows.Deferred;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a run share: its commands, its branches, and the rules for who may ask for what
 * and when.
 */
final class RunCore {

  private final WorkflowStarted start;
  private final Payloads inlines;
  private final int version;
  private final Environment environment;
  private final Branches branches;
  private final Commands commands;
  private final CheckModes checkModes;
  private final Rules rules;
  private final Payloads payloads;
  private final Outcomes outcomes;
  private final Pending pending = new Pending();
  private final StubCalls calls;
  private final TaskCalls tasks;
  private final Scope root;
  private Instant now = Instant.EPOCH;
  private boolean inInline;
  private boolean inCondition;
  private boolean reading;
  private boolean continuing;
  private boolean lettingCallsEnd;

  /** Which method has called which other one of this run. */
  private final Map<String, String> callers = new HashMap<>();

  private final Set<String> acting = new HashSet<>();
  private long decisionBegan;

  /**
   * @param version of the workflow's class
   * @param code the workflow's class and its interface
   */
  RunCore(
      WorkflowStarted start,
      int version,
      Class<?>[] code,
      Environment environment,
      Branches branches,
      Commands commands,
      CheckModes checkModes,
      Rules rules) {
    this.start = start;
    this.version = version;
    this.environment = environment;
    this.branches = branches;
    this.commands = commands;
    this.checkModes = checkModes;
    this.rules = rules;
    // The code may catch what reading a value throws: a missing key is no outcome of a task.
    payloads = environment.payloads().onCodecFailure(branches::recordFault);
    inlines = payloads.withTypesBeside(code);
    outcomes = new Outcomes(payloads);
    calls = new StubCalls(this);
    tasks = new TaskCalls(this, environment.locals());
    root = newScope(null);
  }

  WorkflowStarted start() {
    return start;
  }

  String runId() {
    return start.runId();
  }

  Commands commands() {
    return commands;
  }

  CheckModes checkModes() {
    return checkModes;
  }

  Rules rules() {
    return rules;
  }

  Instant now() {
    return now;
  }

  void setInCondition(boolean on) {
    inCondition = on;
  }

  void setInInline(boolean on) {
    inInline = on;
  }

  Environment environment() {
    return environment;
  }

  Payloads payloads() {
    return payloads;
  }

  /** For values that nothing declares: they may be of the classes beside the workflow's code. */
  Payloads inlines() {
    return inlines;
  }

  Branches branches() {
    return branches;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  StubCalls calls() {
    return calls;
  }

  TaskCalls tasks() {
    return tasks;
  }

  int version() {
    return version;
  }

  Pending pending() {
    return pending;
  }

  Scope root() {
    return root;
  }

  Scope newScope(@Nullable Scope outer) {
    return new Scope(outer, this::issueCancel);
  }

  /** Time goes on; it never goes back. */
  void reached(Instant time) {
    now = time.isAfter(now) ? time : now;
  }

  /** The code begins to decide something new. */
  void decides() {
    decisionBegan = System.nanoTime();
  }

  long decisionBegan() {
    return decisionBegan;
  }

  /** While a query is answered: nothing may change. */
  void setReading(boolean on) {
    reading = on;
  }

  boolean isReading() {
    return reading;
  }

  /**
   * Whether the code that runs now only looks at the run, and may do so any number of times: a
   * query, a function of inline, or what a wait asks.
   */
  boolean isLooking() {
    return reading
        || inInline
        || rules.lookWithoutTrace() && (inCondition || !branches.isCurrentThread());
  }

  /** A deferred of this run. */
  Promise<?> mine(Deferred<?> deferred) {
    if (deferred instanceof Promise<?> promise && promise.run() == this) {
      return promise;
    }
    throw new IllegalArgumentException(deferred + " is not a deferred of this workflow");
  }

  /**
   * What the current branch asks for must come from its thread, not from an inline function, and
   * not from a query.
   */
  void requireBranch(String what) {
    if (WorkflowRuntime.find() instanceof RunContext caller && caller.core() != this) {
      throw ofAnotherRun(what, caller.core());
    }
    branches.requireNotUnwinding();
    if (inInline) {
      throw new InvalidInlineException(
          what + " inside inline(): do it outside, and pass the value in");
    }
    if (!branches.isCurrentThread()) {
      throw new InvalidStubException(
          what
              + " from thread "
              + Thread.currentThread().getName()
              + ", which is not the thread of this workflow's code. Use dispatch or async for"
              + " concurrency; do slow work in tasks.");
    }
    if (inCondition) {
      throw new InvalidStubException(
          what
              + " in the condition of await(): it may read the workflow's fields, and nothing"
              + " else");
    }
    if (reading) {
      throw new QueryRefusedException(
          what
              + ": a query or a validator answers from the current state; it starts nothing, waits"
              + " for nothing");
    }
  }

  /** Something of this run was used by the code of another. */
  InvalidStubException ofAnotherRun(String what, RunCore user) {
    return new InvalidStubException(
        "%s belongs to %s, and is used by %s. A stub, a channel or a deferred is of the run that made it: keep it in an instance field, not in a static one."
            .formatted(what, named(), user.named()));
  }

  private String named() {
    return "run %s of workflow %s, id %s"
        .formatted(runId(), start.workflowName(), start.workflowId());
  }

  /** Whether the code that runs now is cancelled itself. */
  boolean isCurrentCanceled() {
    return branches.isCurrentThread() && branches.current().scope().isCanceled();
  }

  void requireNotCanceled() {
    if (branches.current().scope().isCanceled()) {
      throw canceled();
    }
  }

  void pauseUntil(Wait wait) {
    requireNotCanceled();
    branches.pauseUntil(wait);
    if (branches.current().scope().isCanceled() && !wait.isOver()) {
      throw canceled();
    }
  }

  WorkflowCanceledException canceled() {
    return new WorkflowCanceledException(
        start.workflowName(), start.workflowId(), start.runId(), null);
  }

  /** Whether it tells that a scope of this run was cancelled. */
  boolean isOwnCancellation(Throwable thrown) {
    return thrown instanceof WorkflowCanceledException e && runId().equals(e.getRunId());
  }

  /** The current method has done what it cannot do again in the next run. */
  void acts() {
    acting.add(branches.current().methodId());
  }

  /** Issues a command of the current branch. */
  @Nullable Command issue(String name, SpecificRecord body) {
    requireBranch(name);
    acts();
    try {
      return commands.issue(name, body, checkModes.of(branches.current().method()));
    } catch (PayloadTooLargeException e) {
      if (body instanceof RecordInline) { // which a replay does not compute, and so not refuse
        branches.recordFault(e);
      }
      throw e; // of the user's value, as when it is written
    } catch (RuntimeException e) {
      branches.recordFault(e); // also if the user's code catches it
      throw e;
    }
  }

  /** Issues a command that starts something, in the current scope. Its number. */
  int start(String label, SpecificRecord body) {
    issueInScope(label, body);
    return commands.last();
  }

  private @Nullable Command issueInScope(String label, SpecificRecord body) {
    requireBranch(label);
    requireNotCanceled();
    Command recorded = issue(label, body);
    started(commands.last(), label);
    return recorded;
  }

  /** What a command has started is now under way, in the current scope. */
  void started(int command, String label) {
    branches.current().scope().started(command, label);
  }

  /**
   * Before the run continues as a new one: waits for the methods that were called on it and have
   * asked for something, which the next run could not take back. It does not wait for those that
   * wait for the method that continues. What others call from now on is for the next run; what
   * those methods call, they need in order to end. A request to cancel reaches them, and then the
   * next run.
   */
  void letCallsEnd() {
    Branches.Branch branch = branches.current();
    if (lettingCallsEnd) {
      return; // two branches continue at once: the second does not wait for the first
    }
    lettingCallsEnd = true;
    if (haveActingCalls(branch)) {
      Scope outer = branch.scope();
      branch.enter(newScope(null));
      try {
        branches.pauseUntil(
            Wait.until(
                () -> !haveActingCalls(branch),
                "the methods that were called on it, to continue as new"));
      } finally {
        branch.enter(outer);
      }
    }
  }

  private boolean haveActingCalls(Branches.Branch than) {
    Set<String> notWaitedFor = new HashSet<>();
    notWaitedFor.add(start.methodId());
    for (String id = than.methodId(); id != null; id = callers.get(id)) {
      notWaitedFor.add(id);
    }
    return branches.openMethods().stream()
        .anyMatch(id -> acting.contains(id) && !notWaitedFor.contains(id));
  }

  /** The current method has called another one of this run, by the last command. */
  void calledItself() {
    callers.put(ownCall(commands.last()), branches.current().methodId());
  }

  /** Whether a method of this run has called the method. */
  boolean isOwnCall(String methodId) {
    return callers.containsKey(methodId);
  }

  private String ownCall(int command) {
    return runId() + "/" + command;
  }

  boolean isLettingCallsEnd() {
    return lettingCallsEnd;
  }

  /** Whether the method has asked for something. */
  boolean isActing(String methodId) {
    return acting.contains(methodId);
  }

  /** The run ends here; what comes now is for the next one. */
  void continuesAsNew() {
    continuing = true;
    branches.stop();
  }

  boolean isContinuing() {
    return continuing;
  }

  /** Meta data of what the current thread starts: what was given, and its context. */
  Map<String, ByteBuffer> meta(Map<String, byte[]> given) {
    Map<String, ByteBuffer> meta = new HashMap<>();
    try {
      Contexts.capture(environment.propagators(), given)
          .forEach((key, value) -> meta.put(key, ByteBuffer.wrap(value)));
    } catch (RuntimeException | Error e) { // of a propagator: not of the user's code
      branches.recordFault(e);
      throw e;
    }
    return meta;
  }

  int nextNumber() {
    return commands.next();
  }

  /** Cancels what a command has started. */
  void cancel(int command, String label) {
    requireBranch("cancel " + label);
    issueCancel(command, label);
    if (rules.cancelAtOnce()) {
      pending.canceledTimer(command);
    }
  }

  /** Cancels all that was started in a scope. */
  void cancel(Scope scope) {
    List<Scope> canceled = scope.cancel();
    if (rules.cancelWithScope()) {
      canceled.forEach(Scope::endMade);
      canceled.forEach(one -> one.open().forEach(pending::canceledTimer));
    }
  }

  /** A deferred that no command has started is of the current scope. */
  void made(Promise<?> promise) {
    if (branches.isCurrentThread()) {
      branches.current().scope().made(promise);
    }
  }

  private void issueCancel(int command, String label) {
    commands.issue("cancel " + label, new CancelCommand(command), checkModes.ofClass());
  }

  /** Gives the outcome of a command to the promise, when it comes. */
  void expect(int command, Pending.Settlement settlement) {
    pending.expect(command, branches.current().scope(), settlement);
  }

  /** Starts a durable timer that ends that long from now. */
  Promise<Instant> timer(Duration delay) {
    return timer(Millis.after(now, delay));
  }

  /** Starts a durable timer. */
  Promise<Instant> timer(Instant due) {
    requireBranch("timer");
    String methodId = branches.current().methodId();
    long dueMillis = rules.millis(due);
    Command recorded =
        issueInScope(
            "timer",
            new StartTimer(dueMillis, methodId.equals(start.methodId()) ? null : methodId));
    int number = commands.last();
    // A replay takes the recorded time: the code may have computed it from something that changed
    // since.
    Instant at =
        recorded == null
            ? Instant.ofEpochMilli(dueMillis)
            : Instant.ofEpochMilli(((StartTimer) recorded.body()).dueMillis());
    String wait = commands.label("a timer until " + at);
    Promise<Instant> promise =
        new Promise<>(this, runId() + "/" + number, "timer", () -> cancel(number, "timer")) {
          @Override
          public String label() {
            return wait;
          }
        };
    pending.expectTimer(
        number,
        branches.current().scope(),
        outcome -> outcomes.timer(promise, (TimerEnded) outcome, at, now));
    return promise;
  }

  /** Whether the current method may fail by it; anything else is a mistake. */
  boolean isFailure(Throwable thrown) {
    if (thrown instanceof DeferredException || thrown instanceof WorkflowFailure) {
      return true;
    }
    for (Class<?> type : branches.current().method().getExceptionTypes()) {
      if (type.isInstance(thrown)) {
        return true;
      }
    }
    return false;
  }
}
