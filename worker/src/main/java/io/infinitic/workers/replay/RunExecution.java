package io.infinitic.workers.replay;

import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import io.infinitic.workers.WorkflowVersions;
import java.lang.reflect.Method;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One run in this worker's memory: its instance, its branches, what they wait for. It is fed the
 * events of its history in order; after each, its branches run in the order of their creation until
 * all wait. So everything it does follows from the history alone, and a run that was kept (warm)
 * and one that was rebuilt (cold) cannot be told apart.
 */
public final class RunExecution {

  private final WorkflowVersions versions;
  private final Payloads payloads;
  private final Executor threads;
  private final long limitMillis;
  private @Nullable Loaded loaded;
  private long through;
  private boolean expectsOwnDecision;
  private int ownCommands;
  private final List<MethodCalled> callsForNextRun = new ArrayList<>();
  private boolean cancelNextRun;
  private boolean revived;
  private String decider = "";
  private boolean broken;

  /** What there is once the version of the class is known. */
  private record Loaded(
      int version,
      Definition definition,
      Branches branches,
      Commands commands,
      Instance instance,
      AtomicReference<RunContext> context) {

    RunContext run() {
      return Objects.requireNonNull(context.get(), "the run has not started");
    }
  }

  /**
   * @param threads gives the threads of branches; must not bound their number
   * @param limitMillis how long a branch may run before it pauses
   */
  public RunExecution(
      WorkflowVersions versions, Payloads payloads, Executor threads, long limitMillis) {
    this.versions = versions;
    this.payloads = payloads;
    this.threads = threads;
    this.limitMillis = limitMillis;
  }

  /** Whether it can go on: nothing has failed half-way. */
  public boolean isUsable() {
    return !broken;
  }

  /** The last event that it was fed. */
  public long through() {
    return through;
  }

  /** Version of its class. */
  public int version() {
    return loaded().version();
  }

  /** What its code waits for, beside tasks, timers and other workflows. */
  public List<String> waits() {
    return loaded().branches().waits();
  }

  /**
   * Whether what was decided last is what the history says: another worker's decision, or another
   * attempt's, may have been accepted instead.
   *
   * @param events the events that come next, or the first of them
   */
  public boolean continuesWith(List<HistoryEvent> events) {
    if (broken || revived || events.isEmpty() || Revivals.isIn(events)) {
      return false;
    }
    if (!expectsOwnDecision) {
      return true;
    }
    HistoryEvent first = events.get(0);
    return first.id() == through + 1
        && first.body() instanceof WorkflowTaskDone done
        && done.worker().equals(decider)
        && done.through() == through;
  }

  /**
   * Whether it is as the decision left it that is named.
   *
   * @param settledThrough the last event of that decision
   * @param decidedBy who made that decision
   */
  public boolean isAt(long settledThrough, String decidedBy) {
    return !broken
        && (expectsOwnDecision
            ? through + 1 + ownCommands == settledThrough && decidedBy.equals(decider)
            : through == settledThrough);
  }

  /**
   * Decides.
   *
   * @param task what is asked
   * @param events all events from the first that this run has not seen through the last of the task
   * @param decidedBy tells this decision from all others
   * @return the commands that are new
   * @throws RuntimeException if the code cannot decide; this object is of no use any more then
   */
  public List<Command> decide(
      ExecuteWorkflowTask task, List<HistoryEvent> events, String decidedBy) {
    broken = true;
    List<HistoryEvent> inputs = replay(through == 0 ? Revivals.takeBack(events) : events);
    loaded().commands().live();
    run(inputs);
    if (!loaded().branches().hasMethods()) {
      loaded().run().asyncs().requireNoneUnseen();
    }
    if (loaded().run().core().isContinuing()) {
      loaded().commands().complete(this::withWhatIsUnread);
    }
    List<Command> decided = loaded().commands().issued();
    broken = false;
    expectsOwnDecision = true;
    ownCommands = decided.size();
    through = task.throughEvent();
    decider = decidedBy;
    return decided;
  }

  /** Repeats what the events say was decided; what comes after the last decision is left out. */
  public void catchUp(List<HistoryEvent> events, long settledThrough) {
    broken = true;
    replay(through == 0 ? Revivals.takeBack(events) : events);
    broken = false;
    revived = Revivals.isIn(events); // and so is not at the end of its history
    expectsOwnDecision = false;
    through = settledThrough;
  }

  /**
   * Answers a query, or lets a validator look at a call.
   *
   * @param version of the class, if the run has decided nothing yet
   * @param askedAtMillis the time, for a run that has not begun
   * @throws QueryRefusedException if it is not one, starts or waits for something, changes a field,
   *     or throws
   */
  public Payload answer(
      String methodName,
      List<Payload> arguments,
      ExecuteWorkflowTask task,
      int version,
      long askedAtMillis) {
    if (loaded == null) {
      load(version < 0 ? versions.latest() : version);
    }
    Loaded run = loaded();
    if (run.context().get() == null) {
      begin(Questions.notStarted(task));
      run.run().core().reached(Instant.ofEpochMilli(askedAtMillis));
    }
    Method method =
        run.definition()
            .method(methodName, arguments.size())
            .orElseThrow(
                () ->
                    new QueryRefusedException(
                        "workflow " + run.definition().unknown(methodName, arguments.size())));
    if (!method.isAnnotationPresent(Query.class) && !method.isAnnotationPresent(Validator.class)) {
      throw new QueryRefusedException(
          "%s.%s is neither a @Query nor a @Validator"
              .formatted(run.definition().name(), methodName));
    }
    broken = true;
    Payload answer =
        new Questions(run.definition(), run.instance(), run.run(), payloads)
            .ask(method, arguments, run.branches());
    broken = false;
    return answer;
  }

  /** Gives its threads back. */
  public void close() {
    broken = true;
    if (loaded != null) {
      loaded.branches().unwind();
    }
  }

  private Loaded loaded() {
    return Objects.requireNonNull(loaded, "nothing was fed");
  }

  private void load(int version) {
    Definition definition = versions.get(version);
    Class<?> implementation = definition.implementation();
    loaded =
        new Loaded(
            version,
            definition,
            new Branches(definition.name(), threads, limitMillis),
            new Commands(implementation.getName()),
            new Instance(definition),
            new AtomicReference<>());
  }

  /** Repeats decisions. The events that came after the last one. */
  private List<HistoryEvent> replay(List<HistoryEvent> events) {
    if (loaded == null) {
      load(versionIn(events));
    }
    Commands commands = loaded().commands();
    List<HistoryEvent> inputs = new ArrayList<>();
    int at = 0;
    boolean own = expectsOwnDecision;
    while (at < events.size()) {
      HistoryEvent event = events.get(at++);
      if (event.body() instanceof WorkflowTaskDone done) {
        List<HistoryEvent> decision = events.subList(at, at + done.commandCount());
        at += done.commandCount();
        if (!own) { // the first one of a warm run is what it has just done
          commands.replay(decision, at < events.size() ? events.get(at).id() : event.id());
          run(inputs);
          commands.requireAllRepeated(
              loaded().branches().positions(loaded().definition().implementation().getName()));
          inputs.clear();
        }
        own = false;
      } else {
        inputs.add(event);
      }
    }
    return inputs;
  }

  private int versionIn(List<HistoryEvent> events) {
    for (HistoryEvent event : events) {
      if (event.body() instanceof WorkflowTaskDone done) {
        return done.version();
      }
    }
    return versions.latest();
  }

  private void run(List<HistoryEvent> inputs) {
    for (HistoryEvent event : inputs) {
      if (event.body() instanceof WorkflowStarted started) {
        begin(started);
        methods().start(started.methodId(), started.methodName(), started.arguments());
      }
      RunContext run = loaded().run();
      run.core().reached(Instant.ofEpochMilli(event.timeMillis()));
      WorkflowRuntime.bind(run); // for conditions, which are looked at from outside the branches
      try {
        apply(run, event.body());
        if (!run.core().isContinuing()) {
          loaded().branches().runAll();
        }
      } finally {
        WorkflowRuntime.bind(null);
      }
    }
  }

  private void begin(WorkflowStarted started) {
    Class<?> implementation = loaded().definition().implementation();
    Commands commands = loaded().commands();
    RunCore core =
        new RunCore(
            started, payloads, loaded().branches(), commands, new CheckModes(implementation));
    loaded()
        .context()
        .set(
            new RunContext(
                core,
                SilentInReplay.of(LoggerFactory.getLogger(implementation), commands::isReplaying)));
  }

  private Methods methods() {
    Loaded run = loaded();
    return new Methods(run.definition(), run.instance(), run.run(), payloads);
  }

  private void apply(RunContext run, Object body) {
    if (body instanceof SignalReceived signal) {
      loaded().instance().arrived(signal);
    } else if (run.core().isContinuing()) {
      forNextRun(body); // nothing of this one goes on
    } else if (body instanceof TaskEnded ended) {
      run.core().pending().settle(ended.command(), ended);
    } else if (body instanceof TimerEnded ended) {
      run.core().pending().settle(ended.command(), ended);
    } else if (body instanceof RemoteEnded ended) {
      run.core().pending().settle(ended.command(), ended);
    } else if (body instanceof MethodCalled called) {
      methods().start(called.methodId(), called.methodName(), called.arguments());
    } else if (body instanceof CancelRequested) {
      run.core().root().cancel();
    }
  }

  private void forNextRun(Object body) {
    if (body instanceof MethodCalled called) {
      callsForNextRun.add(called);
    } else if (body instanceof CancelRequested) {
      cancelNextRun = true;
    }
  }

  private Command withWhatIsUnread(Command command) {
    return command.body() instanceof ContinueAsNew next
        ? command.withBody(
            next.withSignals(loaded().instance().unread())
                .withCalls(List.copyOf(callsForNextRun))
                .withCanceled(cancelNextRun))
        : command;
  }
}
