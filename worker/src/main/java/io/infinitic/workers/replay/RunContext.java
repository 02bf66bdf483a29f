package io.infinitic.workers.replay;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidInlineException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.SetStatus;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.Payloads;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the code of one run calls. Everything it gives follows from the history and from what the
 * code did before, so it is the same in every replay.
 */
final class RunContext implements WorkflowRuntime {

  private final WorkflowStarted start;
  private final Payloads payloads;
  private final Branches branches;
  private final Commands commands;
  private final CheckModes checkModes;
  private final Logger logger;
  private final StubCalls calls;
  private final Outcomes outcomes;
  private final Pending pending = new Pending();
  private final Asyncs asyncs;
  private final Scope root;
  private final Random random;
  private final TreeSet<String> tags;
  private Instant now = Instant.EPOCH;
  private boolean inInline;
  private boolean reading;
  private boolean continuing;

  RunContext(
      WorkflowStarted start,
      Payloads payloads,
      Branches branches,
      Commands commands,
      CheckModes checkModes,
      Logger logger) {
    this.start = start;
    this.payloads = payloads;
    this.branches = branches;
    this.commands = commands;
    this.checkModes = checkModes;
    this.logger = logger;
    outcomes = new Outcomes(payloads);
    calls = new StubCalls(this);
    asyncs = new Asyncs(this);
    root = newScope(null);
    random = new Random(seed(start.runId()));
    tags = new TreeSet<>(start.tags());
  }

  Payloads payloads() {
    return payloads;
  }

  Branches branches() {
    return branches;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  Asyncs asyncs() {
    return asyncs;
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

  void reached(Instant time) {
    now = time;
  }

  boolean isReplaying() {
    return commands.isReplaying();
  }

  /** While a query is answered: nothing may change. */
  void setReading(boolean on) {
    reading = on;
  }

  boolean isReading() {
    return reading;
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
              + ", which is not the thread of this workflow's code. Use dispatch or async for concurrency; do slow work in tasks.");
    }
    if (reading) {
      throw new QueryRefusedException(
          what
              + ": a query or a validator answers from the current state; it starts nothing, waits for nothing");
    }
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

  private WorkflowCanceledException canceled() {
    return new WorkflowCanceledException(workflowName(), workflowId(), runId(), null);
  }

  /** Whether it tells that a scope of this run was cancelled. */
  boolean isOwnCancellation(Throwable thrown) {
    return thrown instanceof WorkflowCanceledException e && runId().equals(e.getRunId());
  }

  /** Issues a command of the current branch. */
  @Nullable Command issue(String name, SpecificRecord body) {
    requireBranch(name);
    try {
      return commands.issue(name, body, checkModes.of(branches.current().method()));
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
    branches.current().scope().started(commands.last(), label);
    return recorded;
  }

  /** The run ends here; what comes now is for the next one. */
  void continuesAsNew() {
    continuing = true;
  }

  boolean isContinuing() {
    return continuing;
  }

  int nextNumber() {
    return commands.last() + 1;
  }

  /** Cancels what a command has started. */
  void cancel(int command, String label) {
    requireBranch("cancel " + label);
    issueCancel(command, label);
  }

  private void issueCancel(int command, String label) {
    commands.issue("cancel " + label, new CancelCommand(command), checkModes.ofClass());
  }

  /** Gives the outcome of a command to the promise, when it comes. */
  void expect(int command, Pending.Settlement settlement) {
    pending.expect(command, branches.current().scope(), settlement);
  }

  // ---- stubs

  @Override
  public <T> T newService(Class<? extends T> type, TaskOptions options) {
    return Stubs.create(type, new WorkflowStubs.OfService(this, options));
  }

  @Override
  public <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options) {
    return Stubs.create(type, new WorkflowStubs.OfChild(this, options));
  }

  @Override
  public <T> T workflowById(Class<T> type, String id) {
    WorkflowOptions.requireId(id);
    return Stubs.create(type, new WorkflowStubs.OfRunning(this, type, id, null));
  }

  @Override
  public <T> T workflowByTag(Class<T> type, String tag) {
    return Stubs.create(type, new WorkflowStubs.OfRunning(this, type, null, tag));
  }

  @Override
  public <T> T continueAsNew(Class<T> type) {
    return Stubs.create(type, new WorkflowStubs.OfNextRun(this));
  }

  @Override
  public <R> Deferred<R> dispatch(StubCall call) {
    return calls.dispatch(call);
  }

  @Override
  public void cancel(Object stub) {
    calls.cancel(stub);
  }

  // ---- waits and branches

  @Override
  public Deferred<Instant> timer(Instant due) {
    String methodId = branches.current().methodId();
    Command recorded =
        issueInScope(
            "timer",
            new StartTimer(
                due.toEpochMilli(), methodId.equals(start.methodId()) ? null : methodId));
    int number = commands.last();
    // A replay takes the recorded time: the code may have computed it from something that changed
    // since.
    Instant at =
        recorded == null
            ? Instant.ofEpochMilli(due.toEpochMilli())
            : Instant.ofEpochMilli(((StartTimer) recorded.body()).dueMillis());
    Promise<Instant> promise =
        new Promise<>(this, runId() + "/" + number, "timer", () -> cancel(number, "timer"));
    expect(number, outcome -> outcomes.timer(promise, (TimerEnded) outcome, at, now));
    return promise;
  }

  @Override
  public <R> Deferred<R> async(Func0<R> function) {
    return asyncs.start(function);
  }

  @Override
  public <T> Channel<T> channel() {
    requireBranch("channel");
    return new RunChannel<>(this);
  }

  @Override
  public Cancellation scope(Proc0 body, boolean detached) {
    requireBranch("scope");
    Branches.Branch branch = branches.current();
    Scope outer = branch.scope();
    Scope scope = newScope(detached ? null : outer);
    branch.enter(scope);
    try {
      body.apply();
    } catch (Exception e) {
      throw Asyncs.<RuntimeException>unchanged(e);
    } finally {
      branch.enter(outer);
    }
    return scope;
  }

  @Override
  public void await(Func0<Boolean> condition) {
    requireBranch("await");
    if (!holds(condition)) {
      pauseUntil(Wait.until(condition, "a condition"));
      holds(condition); // it may be over because it throws
    }
  }

  @Override
  public boolean await(Duration limit, Func0<Boolean> condition) {
    requireBranch("await");
    if (holds(condition)) {
      return true;
    }
    Promise<?> timer = mine(timer(now.plus(limit)));
    pauseUntil(
        Wait.until(() -> timer.isOver() || condition.apply(), "a condition, for at most " + limit));
    boolean held = holds(condition);
    if (!timer.isOver()) {
      timer.cancel();
    }
    return held;
  }

  private static boolean holds(Func0<Boolean> condition) {
    try {
      return condition.apply();
    } catch (Exception e) {
      throw Asyncs.<RuntimeException>unchanged(e);
    }
  }

  @Override
  public <T> Deferred<List<T>> and(List<? extends Deferred<?>> all) {
    return Combinations.and(this, all);
  }

  @Override
  public <T> Deferred<T> or(List<? extends Deferred<?>> any) {
    return Combinations.or(this, any);
  }

  // ---- recorded values

  @Override
  @SuppressWarnings("unchecked") // the value was written as what the function returned
  public <T> T inline(Func0<T> function) {
    requireBranch("inline");
    // What is read back is given out in both cases, so that warm and cold runs see the same object.
    Payload value = commands.isReplaying() ? null : compute(function);
    Command recorded =
        issue(
            "inline", new RecordInline(value == null ? payloads.writeUndeclared(null, "") : value));
    Payload kept = recorded == null ? value : ((RecordInline) recorded.body()).value();
    return (T) payloads.readUndeclared(Objects.requireNonNull(kept), "the value of inline()");
  }

  private Payload compute(Func0<?> function) {
    inInline = true;
    try {
      return payloads.writeUndeclared(function.apply(), "the value of inline()");
    } catch (RuntimeException e) {
      branches.recordFault(e);
      throw e;
    } catch (Exception e) {
      InfiniticException failed =
          new InfiniticException("the function of inline() failed: " + e, e);
      branches.recordFault(failed);
      throw failed;
    } finally {
      inInline = false;
    }
  }

  @Override
  public int version(String changeId, int minSupported, int maxSupported) {
    requireBranch("version");
    int version;
    try {
      version = commands.version(changeId, maxSupported, checkModes.ofClass());
      if (version < minSupported || version > maxSupported) {
        throw new InfiniticException(
            "this run has version %d of change '%s'; the code supports %d to %d. Keep the code of version %d while such runs are open."
                .formatted(version, changeId, minSupported, maxSupported, version));
      }
    } catch (RuntimeException e) {
      branches.recordFault(e);
      throw e;
    }
    return version;
  }

  @Override
  public void changeTags(Set<String> added, Set<String> removed) {
    List<String> more = added.stream().sorted().toList();
    List<String> less = removed.stream().sorted().toList();
    issue(
        (more.isEmpty() ? "" : "add tags " + more) + (less.isEmpty() ? "" : "remove tags " + less),
        new ChangeTags(more, less));
    tags.removeAll(removed);
    tags.addAll(added);
  }

  @Override
  public void setStatus(String status) {
    issue("status", new SetStatus(status));
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Random random() {
    requireBranch("random"); // inside inline() it would be drawn once, and not in a replay
    return random;
  }

  // ---- context

  @Override
  public boolean isFailure(Throwable thrown) {
    if (thrown instanceof DeferredException) {
      return true;
    }
    for (Class<?> type : branches.current().method().getExceptionTypes()) {
      if (type.isInstance(thrown)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String workflowId() {
    return start.workflowId();
  }

  @Override
  public String runId() {
    return start.runId();
  }

  @Override
  public String workflowName() {
    return start.workflowName();
  }

  @Override
  public String methodName() {
    return Names.of(branches.current().method());
  }

  @Override
  public String methodId() {
    return branches.current().methodId();
  }

  @Override
  public Set<String> tags() {
    return Set.copyOf(tags);
  }

  @Override
  public Map<String, byte[]> meta() {
    Map<String, byte[]> meta = new HashMap<>();
    start
        .meta()
        .forEach(
            (key, value) -> {
              byte[] bytes = new byte[value.remaining()];
              value.duplicate().get(bytes);
              meta.put(key, bytes);
            });
    return meta;
  }

  @Override
  public Logger logger() {
    return logger;
  }

  private static long seed(String runId) {
    long seed = 1125899906842597L;
    for (int i = 0; i < runId.length(); i++) {
      seed = 31 * seed + runId.charAt(i);
    }
    return seed;
  }
}
