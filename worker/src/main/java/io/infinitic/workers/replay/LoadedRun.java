package io.infinitic.workers.replay;

import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.CancelRequested;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.schemas.RemoteEnded;
import io.infinitic.schemas.SignalReceived;
import io.infinitic.schemas.TaskEnded;
import io.infinitic.schemas.TimerEnded;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.workers.Definition;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run whose class is known: its instance and its branches, which take events one by one. Whether
 * they repeat or decide makes no difference here.
 */
final class LoadedRun {

  private final int version;
  private final Definition definition;
  private final Environment environment;
  private final Branches branches;
  private final Commands commands;
  private final Instance instance;
  private final Rules rules;
  private final Deque<HistoryEvent> unfed = new ArrayDeque<>();
  private final List<MethodCalled> callsForNextRun = new ArrayList<>();
  private final Map<String, MethodCalled> begun = new LinkedHashMap<>();
  private boolean cancelNextRun;
  private @Nullable RunContext context;

  LoadedRun(int version, Definition definition, Environment environment) {
    this.version = version;
    this.definition = definition;
    this.environment = environment;
    branches = new Branches(definition.name(), environment.threads(), environment.limitMillis());
    commands =
        new Commands(
            definition.implementation().getName(),
            branches::isCurrentThread,
            new PlainValues(environment.payloads()));
    instance = new Instance(definition, environment.payloads());
    rules = new Rules(environment.seeds());
  }

  int version() {
    return version;
  }

  Definition definition() {
    return definition;
  }

  Branches branches() {
    return branches;
  }

  Commands commands() {
    return commands;
  }

  Rules rules() {
    return rules;
  }

  boolean hasBegun() {
    return context != null;
  }

  RunContext context() {
    return Objects.requireNonNull(context, "the run has not started");
  }

  /** The constructor of its class runs in the calling branch. */
  void makeInstance() {
    instance.object();
  }

  Questions questions() {
    return new Questions(definition, instance, context(), environment.payloads());
  }

  /** Where its branches wait, for errors. */
  String positions() {
    return branches.positions(definition.implementation().getName());
  }

  void begin(WorkflowStarted started) {
    Class<?> implementation = definition.implementation();
    RunCore core =
        new RunCore(
            started,
            version,
            code(implementation),
            environment,
            branches,
            commands,
            new CheckModes(implementation),
            rules);
    context = new RunContext(core, SilentInReplay.of(definition.logger(), commands::isReplaying));
  }

  /** The class and its interfaces. */
  private static Class<?>[] code(Class<?> implementation) {
    return Stream.concat(Stream.of(implementation), Stream.of(implementation.getInterfaces()))
        .toArray(Class<?>[]::new);
  }

  /**
   * The events of the next decision. If the one before stopped in the middle, what it has left
   * undone comes first: the code goes on where it stands, then sees the events that it has not
   * seen.
   *
   * @param since when the decision before was recorded
   */
  void take(List<HistoryEvent> inputs, Instant since) {
    unfed.addAll(inputs);
    if (context != null) {
      context.core().decides();
    }
    if (branches.isHeld()) {
      context().core().reached(since);
      branches.release();
    }
  }

  /** Lets branches run. Conditions and filters are looked at from outside of them, too. */
  void runAll(Branches.Schedule schedule) {
    WorkflowRuntime.bind(context);
    try {
      branches.runAll(schedule);
    } finally {
      WorkflowRuntime.bind(null);
    }
  }

  /** The branch that runs next; null if all has been done on the events of the decision. */
  Branches.@Nullable Branch next() {
    while (true) {
      Branches.Branch branch = branches.next();
      if (branch != null || branches.isHeld() || unfed.isEmpty()) {
        return branch;
      }
      feed(unfed.remove());
    }
  }

  private void feed(HistoryEvent event) {
    if (event.body() instanceof WorkflowStarted started) {
      begin(started);
      WorkflowRuntime.bind(context); // there was none when branches began to run
      context().core().decides();
      methods().start(started.methodId(), started.methodName(), started.arguments());
    }
    RunCore core = context().core();
    core.reached(Instant.ofEpochMilli(event.timeMillis()));
    apply(core, event.body());
    branches.newRound();
  }

  private Methods methods() {
    return new Methods(definition, instance, context(), environment);
  }

  private void apply(RunCore core, Object body) {
    if (body instanceof SignalReceived signal) {
      instance.arrived(signal);
    } else if (core.isContinuing()) {
      forNextRun(body); // nothing of this one goes on
    } else if (body instanceof TaskEnded ended) {
      core.pending().settle(ended.command(), ended);
    } else if (body instanceof TimerEnded ended) {
      core.pending().settle(ended.command(), ended);
    } else if (body instanceof RemoteEnded ended) {
      core.pending().settle(ended.command(), ended);
    } else if (body instanceof MethodCalled called) {
      if (core.isLettingCallsEnd() && !core.isOwnCall(called.methodId())) {
        forNextRun(called);
      } else {
        begin(called);
      }
    } else if (body instanceof CancelRequested) {
      core.cancel(core.root());
      cancelNextRun = core.isLettingCallsEnd();
    }
  }

  private void begin(MethodCalled called) {
    methods().start(called.methodId(), called.methodName(), called.arguments());
    begun.put(called.methodId(), called);
    if (begun.size() > 2 * branches.size() + 10) { // most have ended
      begun.keySet().retainAll(Set.copyOf(branches.openMethods()));
    }
  }

  /** Calls that the next run takes over: of what has begun, what has asked for nothing. */
  private List<MethodCalled> callsForNextRun() {
    List<MethodCalled> calls = new ArrayList<>();
    if (rules.letCallsEnd()) {
      branches.openMethods().stream()
          .filter(id -> begun.containsKey(id) && !context().core().isActing(id))
          .forEach(id -> calls.add(begun.get(id)));
    }
    calls.addAll(callsForNextRun);
    return calls;
  }

  private void forNextRun(Object body) {
    if (body instanceof MethodCalled called) {
      callsForNextRun.add(called);
    } else if (body instanceof CancelRequested) {
      cancelNextRun = true;
    }
  }

  /** Gives what nobody has read to the run that continues this one. */
  List<Command> withWhatIsUnread(Command command) {
    return command.body() instanceof ContinueAsNew next
        ? Continuation.parts(
            command.number(),
            command.name(),
            next.withSignals(instance.unread())
                .withCalls(callsForNextRun())
                .withCanceled(cancelNextRun))
        : List.of(command);
  }
}
