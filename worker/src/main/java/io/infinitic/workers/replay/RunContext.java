package io.infinitic.workers.replay;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.Contexts;
import io.infinitic.runtime.Thrown;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.SetStatus;
import io.infinitic.stubs.Names;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the code of one run calls. Everything it gives follows from the history and from what the
 * code did before, so it is the same in every replay.
 */
final class RunContext implements WorkflowRuntime {

  private final RunCore core;
  private final Logger logger;
  private final Asyncs asyncs;

  /** Follows from the id of the run: for decisions of earlier versions. */
  private final Random random;

  /** Follows from what was drawn for the run. */
  private Random dice;

  private @Nullable Chance diceOf;

  private final TreeSet<String> tags;
  private boolean isChecked;
  private boolean isAskedAboutRun;

  RunContext(RunCore core, Logger logger) {
    this.core = core;
    this.logger = logger;
    asyncs = new Asyncs(core, this);
    random = new CodesRandom(core, seed(core.runId()));
    dice = random;
    tags = new TreeSet<>(core.start().tags());
  }

  /** The class's constructor is tried out: it may have channels, and do nothing else. */
  void beginCheck() {
    isChecked = true;
    core.setReading(true);
  }

  /** Whether the constructor has asked for what is not known when it is tried out. */
  boolean endCheck() {
    isChecked = false;
    core.setReading(false);
    return isAskedAboutRun;
  }

  RunCore core() {
    return core;
  }

  Asyncs asyncs() {
    return asyncs;
  }

  /** Gives the current thread the context that the run was started with, until closed. */
  ContextPropagator.Restored restoreContext() {
    return core.environment().propagators().isEmpty()
        ? () -> {}
        : Contexts.restore(core.environment().propagators(), meta());
  }

  // ---- stubs

  @Override
  public <T> T newService(Class<? extends T> type, TaskOptions options) {
    return Stubs.create(type, new WorkflowStubs.OfService(core, options));
  }

  @Override
  public <T> T newWorkflow(Class<? extends T> type, WorkflowOptions options) {
    return Stubs.create(type, new WorkflowStubs.OfChild(core, options.withIdOfTags()));
  }

  @Override
  public <T> T workflowById(Class<T> type, String id) {
    WorkflowOptions.requireId(id);
    return Stubs.create(type, new WorkflowStubs.OfRunning(core, type, id, null));
  }

  @Override
  public <T> T workflowByTag(Class<T> type, String tag) {
    WorkflowOptions.requireTag(tag);
    return Stubs.create(type, new WorkflowStubs.OfRunning(core, type, null, tag));
  }

  @Override
  public <T> T continueAsNew(Class<T> type) {
    return Stubs.create(type, new WorkflowStubs.OfNextRun(core));
  }

  @Override
  public <R> Deferred<R> dispatch(StubCall call) {
    return core.calls().dispatch(call);
  }

  @Override
  public void cancel(Object stub) {
    core.calls().cancel(stub);
  }

  // ---- waits and branches

  @Override
  public Deferred<Instant> timer(Instant due) {
    return core.timer(due);
  }

  @Override
  public <R> Deferred<R> async(Func0<R> function) {
    return asyncs.start(function);
  }

  @Override
  public <T> Channel<T> channel() {
    if (!isChecked) {
      core.requireBranch("channel");
    }
    return new RunChannel<>(core);
  }

  @Override
  public Cancellation scope(Proc0 body, boolean detached) {
    core.requireBranch("scope");
    Branches.Branch branch = core.branches().current();
    Scope outer = branch.scope();
    Scope scope = core.newScope(detached ? null : outer);
    branch.enter(scope);
    try {
      body.apply();
    } catch (Exception e) {
      throw Asyncs.<RuntimeException>unchanged(e);
    } finally {
      branch.enter(outer);
      scope.leave();
    }
    return new ScopeOfCode(core, scope);
  }

  @Override
  public void await(Func0<Boolean> condition) {
    core.requireBranch("await");
    while (!holds(condition)) {
      core.pauseUntil(Wait.until(condition, core.commands().label("a condition")));
    }
  }

  @Override
  public boolean await(Duration limit, Func0<Boolean> condition) {
    core.requireBranch("await");
    if (holds(condition)) {
      return true;
    }
    Promise<Instant> timer = core.timer(limit);
    core.pauseUntil(
        Wait.until(
            () -> timer.isOver() && !timer.isCanceled() || condition.apply(),
            core.commands().label("a condition, for at most " + limit)));
    boolean held = holds(condition);
    if (!timer.isOver()) {
      timer.cancel();
    }
    return held;
  }

  private boolean holds(Func0<Boolean> condition) {
    core.setInCondition(true);
    try {
      return condition.apply();
    } catch (Exception e) {
      throw Asyncs.<RuntimeException>unchanged(e);
    } finally {
      core.setInCondition(false);
    }
  }

  @Override
  public <T> Deferred<List<T>> and(List<? extends Deferred<?>> all) {
    return Combinations.and(core, all);
  }

  @Override
  public <T> Deferred<T> or(List<? extends Deferred<?>> any) {
    return Combinations.or(core, any);
  }

  /** A scope in the hands of the workflow's code. */
  private record ScopeOfCode(RunCore core, Scope scope) implements Cancellation {
    @Override
    public void cancel() {
      core.requireBranch("cancel");
      core.cancel(scope);
    }

    @Override
    public boolean isCanceled() {
      return scope.isCanceled();
    }
  }

  // ---- recorded values

  @Override
  @SuppressWarnings("unchecked") // the value was written as what the function returned
  public <T> T inline(@Nullable Type type, Func0<? extends T> function) {
    core.requireBranch("inline");
    // What is read back is given out in both cases, so that warm and cold runs see the same object.
    Payload value = core.commands().isReplaying() ? null : compute(type, function);
    Command recorded =
        core.issue(
            "inline",
            new RecordInline(value == null ? core.payloads().writeUndeclared(null, "") : value));
    Payload kept =
        Objects.requireNonNull(recorded == null ? value : ((RecordInline) recorded.body()).value());
    String what = "the value of inline()";
    return (T)
        (type == null
            ? core.inlines().readUndeclared(kept, what)
            : core.payloads().read(kept, type, what));
  }

  private Payload compute(@Nullable Type type, Func0<?> function) {
    core.setInInline(true);
    try {
      String what = "the value of inline()";
      Object value = function.apply();
      return type == null
          ? core.inlines().writeUndeclared(value, what)
          : core.payloads().write(value, type, what);
    } catch (Coroutine.Unwound e) {
      throw e;
    } catch (RuntimeException | Error e) {
      core.branches().recordFault(e);
      throw e;
    } catch (Exception e) {
      InfiniticException failed =
          new InfiniticException("the function of inline() failed: " + Thrown.text(e), e);
      core.branches().recordFault(failed);
      throw failed;
    } finally {
      core.setInInline(false);
    }
  }

  @Override
  public int version(String changeId, int minSupported, int maxSupported) {
    core.requireBranch("version");
    int version;
    try {
      version = core.commands().version(changeId, maxSupported, core.checkModes().ofClass());
      if (version < minSupported || version > maxSupported) {
        throw new InfiniticException(
            "this run has version %d of change '%s'; the code supports %d to %d. Keep the code of version %d while such runs are open."
                .formatted(version, changeId, minSupported, maxSupported, version));
      }
    } catch (RuntimeException e) {
      core.branches().recordFault(e);
      throw e;
    }
    return version;
  }

  @Override
  public void changeTags(Set<String> added, Set<String> removed) {
    added.forEach(WorkflowOptions::requireTag);
    List<String> more = added.stream().sorted().toList();
    List<String> less = removed.stream().sorted().toList();
    String name =
        (more.isEmpty() ? "" : "add tags " + more) + (less.isEmpty() ? "" : "remove tags " + less);
    Set<String> all = new TreeSet<>(tags);
    all.removeAll(removed);
    all.addAll(added);
    if (!added.isEmpty()) {
      core.commands().requireRoom(name, List.copyOf(all));
    }
    core.issue(name, new ChangeTags(more, less));
    tags.clear();
    tags.addAll(all);
  }

  @Override
  public void setStatus(String status) {
    core.issue("status", new SetStatus(status));
  }

  @Override
  public Instant now() {
    return core.now();
  }

  @Override
  public Random random() {
    core.requireBranch("random"); // inside inline() it would be drawn once, and not in a replay
    Chance chance = core.rules().chance();
    if (chance == null) {
      return random;
    } else if (chance != diceOf) {
      diceOf = chance;
      dice = new CodesRandom(core, chance.randomSeed());
    }
    return dice;
  }

  @Override
  public UUID randomUUID() {
    core.requireBranch("randomUUID");
    Chance chance = core.rules().chance();
    if (chance != null) {
      return chance.nextUuid();
    }
    long most = random.nextLong() & ~0xF000L | 0x4000L;
    long least = random.nextLong() & ~(3L << 62) | 2L << 62;
    return new UUID(most, least);
  }

  // ---- context

  @Override
  public boolean isFailure(Throwable thrown) {
    return core.isFailure(thrown);
  }

  @Override
  public String workflowId() {
    isAskedAboutRun = true;
    return core.start().workflowId();
  }

  @Override
  public String runId() {
    isAskedAboutRun = true;
    return core.start().runId();
  }

  @Override
  public String workflowName() {
    return core.start().workflowName();
  }

  @Override
  public String methodName() {
    return Names.of(core.branches().current().method());
  }

  @Override
  public String methodId() {
    return core.branches().current().methodId();
  }

  @Override
  public Set<String> tags() {
    isAskedAboutRun = true;
    return Collections.unmodifiableSet(new TreeSet<>(tags)); // in one order, in every process
  }

  @Override
  public Map<String, byte[]> meta() {
    isAskedAboutRun = true;
    Map<String, byte[]> meta = new HashMap<>();
    core.start()
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
