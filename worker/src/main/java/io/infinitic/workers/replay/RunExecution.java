package io.infinitic.workers.replay;

import io.infinitic.annotations.Query;
import io.infinitic.annotations.Validator;
import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.stubs.Annotations;
import io.infinitic.workers.WorkflowVersions;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run in this worker's memory: its instance, its branches, what they wait for. It is fed the
 * events of its history in order; after each, its branches run in the order of their creation until
 * all wait. So everything it does follows from the history alone, and a run that was kept (warm)
 * and one that was rebuilt (cold) cannot be told apart.
 */
public final class RunExecution {

  private final WorkflowVersions versions;
  private final Environment environment;
  private final Position position = new Position();
  private @Nullable LoadedRun loaded;
  private Instant lastDecision = Instant.EPOCH;
  private boolean broken;

  public RunExecution(WorkflowVersions versions, Environment environment) {
    this.versions = versions;
    this.environment = environment;
  }

  /** Whether it can go on: nothing has failed half-way. */
  public boolean isUsable() {
    return !broken;
  }

  /** The last event that it was fed. */
  public long through() {
    return position.through();
  }

  /** Whether its code has more to do now: it stands still in the middle, before a local task. */
  public boolean isUnfinished() {
    return loaded().branches().isHeld();
  }

  /** Whether its methods have all ended, or another run continues it: nothing comes any more. */
  public boolean hasEnded() {
    return !loaded().branches().hasMethods() || loaded().context().core().isContinuing();
  }

  /** Whether branches of its code wait, each in a thread. */
  public boolean holdsThreads() {
    return loaded().branches().size() > 0;
  }

  /** By which rules it has decided last. */
  public int rules() {
    return loaded().rules().current();
  }

  /** What its random values follow from, if that was drawn in the last decision. */
  public @Nullable ByteBuffer seed() {
    return loaded().rules().drawn();
  }

  /** Version of its class. */
  public int version() {
    return loaded().version();
  }

  /** What its code waits for, beside tasks and other workflows. */
  public List<String> waits() {
    return loaded().branches().waits();
  }

  /** How large its last decision is, bytes. */
  public long decidedBytes() {
    return loaded().commands().bytes();
  }

  /**
   * Whether what was decided last is what the history says: another worker's decision, or another
   * attempt's, may have been accepted instead.
   *
   * @param events the events that come next, or the first of them
   */
  public boolean continuesWith(List<HistoryEvent> events) {
    return !broken && position.continuesWith(events);
  }

  /**
   * Whether it is as the decision left it that is named.
   *
   * @param settledThrough the last event of that decision
   * @param decidedBy who made that decision
   */
  public boolean isAt(long settledThrough, String decidedBy) {
    return !broken && position.isAt(settledThrough, decidedBy);
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
    List<HistoryEvent> inputs = replay(through() == 0 ? Revivals.takeBack(events) : events);
    LoadedRun run = loaded();
    run.commands().live();
    run.rules().decide(task.recordsRules());
    run.take(inputs, lastDecision);
    run.runAll(run::next);
    if (!run.branches().hasMethods()) {
      run.context().asyncs().requireNoneUnseen();
    }
    if (run.context().core().isContinuing()) {
      run.commands().complete(run::withWhatIsUnread);
    }
    List<Command> decided = run.commands().issued();
    broken = false;
    position.decided(task.throughEvent(), decided.size(), decidedBy);
    return decided;
  }

  /** Repeats what the events say was decided; what comes after the last decision is left out. */
  public void catchUp(List<HistoryEvent> events, long settledThrough) {
    broken = true;
    replay(through() == 0 ? Revivals.takeBack(events) : events);
    broken = false;
    position.caughtUp(settledThrough, Revivals.isIn(events));
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
    LoadedRun run = loaded();
    if (!run.hasBegun()) {
      run.begin(Questions.notStarted(task));
      run.context().core().reached(Instant.ofEpochMilli(askedAtMillis));
    }
    Method method =
        run.definition()
            .method(methodName, arguments, environment.payloads())
            .orElseThrow(
                () ->
                    new QueryRefusedException(
                        "workflow " + run.definition().unknown(methodName, arguments.size())));
    Annotations annotations = Annotations.of(run.definition().contract());
    if (annotations.onMethod(method, Query.class) == null
        && annotations.onMethod(method, Validator.class) == null) {
      throw new QueryRefusedException(
          "%s.%s is neither a @Query nor a @Validator"
              .formatted(run.definition().name(), methodName));
    }
    broken = true;
    Payload answer = run.questions().ask(method, arguments, run.branches());
    broken = false;
    return answer;
  }

  /**
   * Where its code goes on although it was given up: a loop without end, or a wait that no
   * interrupt ends. Only the end of the process ends that thread.
   */
  public Optional<StackTraceElement> runsOnAt() {
    LoadedRun run = loaded;
    return run == null ? Optional.empty() : Optional.ofNullable(run.branches().runsOnAt());
  }

  /** Gives its threads back. */
  public void close() {
    broken = true;
    if (loaded != null) {
      loaded.branches().unwind();
    }
  }

  private LoadedRun loaded() {
    return Objects.requireNonNull(loaded, "nothing was fed");
  }

  private void load(int version) {
    loaded = new LoadedRun(version, versions.get(version), environment);
  }

  /** Repeats decisions. The events that came after the last one. */
  private List<HistoryEvent> replay(List<HistoryEvent> events) {
    if (loaded == null) {
      load(versionIn(events));
    }
    Repetition repetition =
        new Repetition(loaded(), events, position.expectsOwnDecision(), lastDecision);
    loaded().runAll(repetition);
    lastDecision = repetition.lastDecision();
    return repetition.inputs();
  }

  private int versionIn(List<HistoryEvent> events) {
    for (HistoryEvent event : events) {
      if (event.body() instanceof WorkflowTaskDone done) {
        return done.version();
      }
    }
    return versions.latest();
  }
}
