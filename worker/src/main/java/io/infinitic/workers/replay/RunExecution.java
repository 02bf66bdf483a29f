package io.infinitic.workers.replay;

import io.infinitic.exceptions.DeferredException;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.exceptions.InvalidInlineException;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.TaskCanceledException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.functions.Func0;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CancelCommand;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.StartTimer;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.values.Failures;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run in this worker's memory: its instance, its branches, what they wait for. It is fed the
 * events of its history in order; after each, its branches run in the order of their creation until
 * all wait. So everything it does follows from the history alone, and a run that was kept (warm)
 * and one that was rebuilt (cold) cannot be told apart.
 */
public final class RunExecution implements WorkflowRuntime {

  private final Definition definition;
  private final Payloads payloads;
  private final Executor threads;
  private final long limitMillis;
  private final Commands commands;
  private final Logger logger;
  private final List<Branch> branches = new ArrayList<>();
  private final Map<Integer, Pending> pending = new HashMap<>();
  private @Nullable WorkflowStarted start;
  private @Nullable Object instance;
  private @Nullable Random random;
  private @Nullable Throwable fault;
  private @Nullable Branch current;
  private boolean inInline;
  private Instant now = Instant.EPOCH;
  private long through;
  private int lastAttempt;
  private boolean broken;

  /** A method of the workflow, running. */
  private record Branch(String methodId, Method method, Coroutine coroutine, Waiting waiting) {}

  /** What a branch waits for. */
  private static final class Waiting {
    @Nullable Promise<?> on;
  }

  /** What an outcome event of a command settles. */
  private interface Pending {
    void settle(SpecificRecord outcome);
  }

  /**
   * @param threads gives the threads of branches; must not bound their number
   * @param limitMillis how long a branch may run before it pauses
   */
  public RunExecution(
      Definition definition, Payloads payloads, Executor threads, long limitMillis) {
    this.definition = definition;
    this.payloads = payloads;
    this.threads = threads;
    this.limitMillis = limitMillis;
    commands = new Commands(definition.implementation().getName());
    logger =
        SilentInReplay.of(
            LoggerFactory.getLogger(definition.implementation()), commands::isReplaying);
  }

  /** The last event that it was fed. */
  public long through() {
    return through;
  }

  /**
   * Whether what was decided last is what the history says: another worker's decision, or another
   * attempt's, may have been accepted instead.
   */
  public boolean continuesWith(List<HistoryEvent> events, String worker) {
    return !broken
        && !events.isEmpty()
        && events.get(0).id() == through + 1
        && events.get(0).body() instanceof WorkflowTaskDone done
        && done.worker().equals(worker)
        && done.attempt() == lastAttempt
        && done.through() == through;
  }

  /**
   * Decides.
   *
   * @param task what is asked
   * @param events all events from the first that this run has not seen through the last of the task
   * @return the commands that are new
   * @throws RuntimeException if the code cannot decide; this object is of no use any more then
   */
  public List<Command> decide(ExecuteWorkflowTask task, List<HistoryEvent> events) {
    broken = true;
    feed(events);
    broken = false;
    through = task.throughEvent();
    lastAttempt = task.attempt();
    return commands.issued();
  }

  /** Gives its threads back. */
  public void close() {
    broken = true;
    for (Branch branch : branches) {
      current = branch;
      branch.coroutine().unwind();
    }
  }

  private void feed(List<HistoryEvent> events) {
    List<HistoryEvent> inputs = new ArrayList<>();
    int at = 0;
    boolean ownDecision = through > 0;
    while (at < events.size()) {
      HistoryEvent event = events.get(at++);
      if (event.body() instanceof WorkflowTaskDone done) {
        List<HistoryEvent> decision = events.subList(at, at + done.commandCount());
        at += done.commandCount();
        if (!ownDecision) { // the first one of a warm run is what it has just done
          commands.replay(decision, at < events.size() ? events.get(at).id() : event.id());
          run(inputs);
          commands.requireAllRepeated();
          inputs.clear();
        }
        ownDecision = false;
      } else {
        inputs.add(event);
      }
    }
    commands.live();
    run(inputs);
  }

  private void run(List<HistoryEvent> inputs) {
    for (HistoryEvent event : inputs) {
      now = Instant.ofEpochMilli(event.timeMillis());
      apply(event);
      runBranches();
    }
  }

  private void apply(HistoryEvent event) {
    Object body = event.body();
    if (body instanceof WorkflowStarted started) {
      start = started;
      random = new Random(seed(started.runId()));
      startBranch(started.methodId(), started.methodName(), started.arguments());
    } else if (body instanceof MethodCalled called) {
      startBranch(called.methodId(), called.methodName(), called.arguments());
    } else if (body instanceof TaskEnded ended) {
      settle(ended.command(), ended);
    } else if (body instanceof TimerEnded ended) {
      settle(ended.command(), ended);
    }
  }

  private void settle(int command, SpecificRecord outcome) {
    Pending waiting = pending.remove(command);
    if (waiting != null) {
      waiting.settle(outcome);
    }
  }

  private void runBranches() {
    boolean again = true;
    while (again) {
      again = false;
      for (int i = 0; i < branches.size(); i++) {
        Branch branch = branches.get(i);
        Promise<?> on = branch.waiting().on;
        if (on == null || on.isSettled()) {
          branch.waiting().on = null;
          current = branch;
          boolean paused = branch.coroutine().resume(limitMillis);
          if (!paused) {
            throw blocked(branch);
          }
          rethrow(fault);
          again = true;
          if (branch.coroutine().hasEnded()) {
            branches.remove(i--);
          }
        }
      }
    }
  }

  private static void rethrow(@Nullable Throwable fault) {
    if (fault instanceof RuntimeException known) {
      throw known;
    } else if (fault instanceof Error known) {
      throw known;
    } else if (fault != null) {
      throw new InfiniticException("workflow code failed: " + fault, fault);
    }
  }

  private InfiniticException blocked(Branch branch) {
    InfiniticException report =
        new InfiniticException(
            "workflow code of %s.%s blocks its thread for more than %d ms. Wait with sleep or timer, and do slow work in tasks."
                .formatted(definition.name(), branch.method().getName(), limitMillis));
    report.setStackTrace(branch.coroutine().stack());
    branch.coroutine().interrupt();
    return report;
  }

  private void startBranch(String methodId, String methodName, List<Payload> arguments) {
    Method method =
        definition
            .method(methodName, arguments.size())
            .orElseThrow(
                () ->
                    new InfiniticException(
                        "workflow " + definition.unknown(methodName, arguments.size())));
    Coroutine coroutine = new Coroutine(threads, () -> runMethod(methodId, method, arguments));
    branches.add(new Branch(methodId, method, coroutine, new Waiting()));
  }

  /** The life of a branch, in its own thread. */
  private void runMethod(String methodId, Method method, List<Payload> arguments) {
    WorkflowRuntime.bind(this);
    try {
      if (instance == null) {
        instance = definition.newInstance();
      }
      String label = definition.name() + "." + method.getName();
      Object result = method.invoke(instance, payloads.readArguments(method, arguments, label));
      Payload payload =
          payloads.write(result, method.getGenericReturnType(), "the result of " + label);
      commands.issue(method.getName(), new CompleteMethod(methodId, payload));
    } catch (InvocationTargetException e) {
      fail(methodId, method, e.getCause());
    } catch (Coroutine.Unwound e) {
      throw e;
    } catch (Throwable e) { // anything else is the code's or the worker's mistake, not an outcome
      recordFault(e);
    } finally {
      WorkflowRuntime.bind(null);
    }
  }

  private void fail(String methodId, Method method, Throwable thrown) {
    if (thrown instanceof Coroutine.Unwound unwound) {
      throw unwound;
    }
    boolean declared = thrown instanceof DeferredException;
    for (Class<?> type : method.getExceptionTypes()) {
      declared |= type.isInstance(thrown);
    }
    if (declared && fault == null) {
      try {
        commands.issue(
            method.getName(), new FailMethod(methodId, Failures.write(thrown, payloads)));
      } catch (RuntimeException e) {
        recordFault(e);
      }
    } else {
      recordFault(thrown);
    }
  }

  private void recordFault(Throwable thrown) {
    if (fault == null) {
      fault = thrown;
    }
  }

  // ---- what branches call

  /** A deferred of this run. */
  Promise<?> mine(Deferred<?> deferred) {
    if (deferred instanceof Promise<?> promise) {
      return promise;
    }
    throw new IllegalArgumentException(deferred + " is not a deferred of this workflow");
  }

  void requireBranch(String what) {
    Branch running = current;
    if (running != null && running.coroutine().isUnwinding()) {
      throw new Coroutine.Unwound(); // user code in a finally block asks for something
    }
    if (inInline) {
      throw new InvalidInlineException(
          what + " inside inline(): do it outside, and pass the value in");
    }
    if (running == null || !running.coroutine().isCurrent()) {
      throw new InvalidStubException(
          what
              + " from thread "
              + Thread.currentThread().getName()
              + ", which is not the thread of this workflow's code. Use dispatch for concurrency; do slow work in tasks.");
    }
  }

  void pauseUntil(Promise<?> promise) {
    Branch branch = currentBranch();
    branch.waiting().on = promise;
    branch.coroutine().pause();
  }

  Promise<Boolean> settled(List<? extends Deferred<?>> any) {
    return Combinations.settled(this, any);
  }

  private Branch currentBranch() {
    Branch branch = current;
    if (branch == null) {
      throw new IllegalStateException("no branch is running");
    }
    return branch;
  }

  private @Nullable Command issue(String name, SpecificRecord body) {
    requireBranch(name);
    try {
      return commands.issue(name, body);
    } catch (RuntimeException e) {
      recordFault(e); // also if the user's code catches it
      throw e;
    }
  }

  @Override
  public <T> T newService(Class<? extends T> type, TaskOptions options) {
    return Stubs.create(type, new ServiceStub(this, options));
  }

  @Override
  public <R> Deferred<R> dispatch(StubCall call) {
    if (!(call.handler() instanceof ServiceStub stub) || stub.run() != this) {
      throw new InvalidStubException(
          call.label() + " is not a stub of this workflow; make it with newService in its class");
    }
    String service = Names.of(call.type());
    String task = Names.of(call.method());
    String label = service + "." + task;
    for (Object argument : call.arguments()) {
      if (argument instanceof Deferred<?>) {
        throw new PayloadException(
            "an argument of " + label + " is a Deferred; await it and pass its value");
      }
    }
    issue(
        label,
        new ScheduleTask(
            service,
            task,
            payloads.writeArguments(call.method(), call.arguments(), label),
            stub.settings()));
    int number = commands.last();
    String taskId = runId() + "/" + number;
    Promise<R> promise = new Promise<>(this, taskId, () -> cancel(number, label));
    pending.put(
        number, outcome -> settleTask(promise, (TaskEnded) outcome, call, service, task, taskId));
    return promise;
  }

  private <R> void settleTask(
      Promise<R> promise,
      TaskEnded ended,
      StubCall call,
      String service,
      String task,
      String taskId) {
    switch (ended.status()) {
      case COMPLETED ->
          promise.settle(DeferredStatus.COMPLETED, new LazyValue<>(payloads, ended, call));
      case TIMED_OUT ->
          promise.settle(
              DeferredStatus.TIMED_OUT,
              () -> {
                throw new TaskTimedOutException(
                    service, task, taskId, Failures.read(ended.failure(), payloads));
              });
      case CANCELED ->
          promise.settle(
              DeferredStatus.CANCELED,
              () -> {
                throw new TaskCanceledException(
                    service, task, taskId, Failures.read(ended.failure(), payloads));
              });
      default ->
          promise.settle(
              DeferredStatus.FAILED,
              () -> {
                throw new TaskFailedException(
                    service, task, taskId, Failures.read(ended.failure(), payloads));
              });
    }
  }

  private void cancel(int target, String label) {
    issue("cancel " + label, new CancelCommand(target));
  }

  @Override
  public Deferred<Instant> timer(Instant due) {
    Command recorded = issue("timer", new StartTimer(due.toEpochMilli()));
    int number = commands.last();
    // A replay takes the recorded time: the code may have computed it from something that changed
    // since.
    Instant at =
        recorded == null
            ? Instant.ofEpochMilli(due.toEpochMilli())
            : Instant.ofEpochMilli(((StartTimer) recorded.body()).dueMillis());
    Promise<Instant> promise =
        new Promise<>(this, runId() + "/" + number, () -> cancel(number, "timer"));
    pending.put(
        number,
        outcome -> {
          if (((TimerEnded) outcome).canceled()) {
            promise.settle(
                DeferredStatus.CANCELED,
                () -> {
                  throw new CanceledTimerException(promise.getId());
                });
          } else {
            promise.settle(DeferredStatus.COMPLETED, () -> at);
          }
        });
    return promise;
  }

  /** A timer that was cancelled was awaited. */
  private static final class CanceledTimerException extends DeferredException {
    CanceledTimerException(String id) {
      super("timer " + id + " was canceled");
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
      recordFault(e);
      throw e;
    } catch (Exception e) {
      InfiniticException failed =
          new InfiniticException("the function of inline() failed: " + e, e);
      recordFault(failed);
      throw failed;
    } finally {
      inInline = false;
    }
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Random random() {
    requireBranch("random"); // inside inline() it would be drawn once, and not in a replay
    return Objects.requireNonNull(random);
  }

  @Override
  public String workflowId() {
    return started().workflowId();
  }

  @Override
  public String runId() {
    return started().runId();
  }

  @Override
  public String workflowName() {
    return started().workflowName();
  }

  @Override
  public String methodName() {
    return Names.of(currentBranch().method());
  }

  @Override
  public String methodId() {
    return currentBranch().methodId();
  }

  @Override
  public Set<String> tags() {
    return Set.copyOf(started().tags());
  }

  @Override
  public Map<String, byte[]> meta() {
    Map<String, byte[]> meta = new HashMap<>();
    started()
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

  private WorkflowStarted started() {
    WorkflowStarted known = start;
    if (known == null) {
      throw new IllegalStateException("the run has not started");
    }
    return known;
  }

  private static long seed(String runId) {
    long seed = 1125899906842597L;
    for (int i = 0; i < runId.length(); i++) {
      seed = 31 * seed + runId.charAt(i);
    }
    return seed;
  }

  /** The result of a task, read when it is first asked for. */
  private static final class LazyValue<R> implements Promise.Outcome<R> {
    private final Payloads payloads;
    private final TaskEnded ended;
    private final StubCall call;
    private boolean read;
    private @Nullable R value;

    LazyValue(Payloads payloads, TaskEnded ended, StubCall call) {
      this.payloads = payloads;
      this.ended = ended;
      this.call = call;
    }

    @Override
    @SuppressWarnings("unchecked") // read by the method's declared type
    public R get() {
      if (!read) {
        Payload result = Objects.requireNonNull(ended.result());
        value =
            (R)
                payloads.read(
                    result, call.method().getGenericReturnType(), "the result of " + call.label());
        read = true;
      }
      return value;
    }
  }
}
