package io.infinitic.workers.replay;

import io.infinitic.exceptions.InfiniticException;
import io.infinitic.runtime.Thrown;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The branches of a run: its methods and what they do asynchronously. One runs at a time; after
 * each event they run in the order of their creation until all wait.
 */
final class Branches {

  /**
   * Which branch runs next. It is asked when all stand still, and by a branch that has just begun
   * to wait: so the thread changes only where the branch does.
   */
  interface Schedule {
    /** Null if there is nothing to do now, also when asked again. */
    @Nullable Branch next();
  }

  /** A line of the workflow's code through time. */
  static final class Branch {
    private final String methodId;
    private final Method method;
    private final boolean isMethod;
    private final Coroutine coroutine;
    private Scope scope;
    private @Nullable Wait wait;

    private Branch(
        String methodId,
        Method method,
        boolean isMethod,
        Scope scope,
        Executor threads,
        Consumer<Branch> body) {
      this.methodId = methodId;
      this.method = method;
      this.isMethod = isMethod;
      this.scope = scope;
      // What tells whose log lines these are, also in the threads of the code.
      Map<String, String> logging = MDC.getCopyOfContextMap();
      coroutine = new Coroutine(threads, () -> run(body, logging));
    }

    private void run(Consumer<Branch> body, @Nullable Map<String, String> logging) {
      if (logging != null) {
        MDC.setContextMap(logging);
      }
      try {
        body.accept(this);
      } finally {
        MDC.clear();
      }
    }

    String methodId() {
      return methodId;
    }

    Method method() {
      return method;
    }

    Scope scope() {
      return scope;
    }

    void enter(Scope inner) {
      scope = inner;
    }

    /** True if it can run, and then it waits for nothing any more. */
    boolean takesTurn() {
      if (coroutine.hasEnded()) {
        return false;
      }
      boolean isReady = wait == null || scope.isCanceled() || wait.isOver();
      wait = isReady ? null : wait;
      return isReady;
    }
  }

  private final String workflow;
  private final Executor threads;
  private final long limitMillis;
  private final List<Branch> branches = new ArrayList<>();
  private volatile @Nullable Branch current;
  private @Nullable Throwable fault;
  private @Nullable Branch givenUp;
  private int openMethods;
  private boolean stopped;
  private boolean holding;
  private @Nullable Branch held;
  private @Nullable Branch released;
  private final Round round = new Round(() -> List.copyOf(branches));
  private int inside;

  // Who lets branches run waits in runAll. Meanwhile, what follows belongs to the thread that has
  // the turn: that of the current branch, also while it asks the schedule.
  private @Nullable Schedule schedule;
  private @Nullable Branch asking;
  private @Nullable Branch chosen;
  private @Nullable Branch paused;
  private @Nullable Branch looking;

  /**
   * @param workflow name of the workflow, for errors
   * @param threads gives the threads; must not bound their number
   * @param limitMillis how long a branch may run before it waits
   */
  Branches(String workflow, Executor threads, long limitMillis) {
    this.workflow = workflow;
    this.threads = threads;
    this.limitMillis = limitMillis;
  }

  /** Adds a branch that will run with the others. */
  void add(String methodId, Method method, boolean isMethod, Scope scope, Consumer<Branch> body) {
    branches.add(new Branch(methodId, method, isMethod, scope, threads, body));
    openMethods += isMethod ? 1 : 0;
  }

  /** Runs a new branch now, inside the current one, until its first wait. */
  void runInside(String methodId, Method method, Scope scope, Consumer<Branch> body) {
    Branch outer = current();
    Branch inner = new Branch(methodId, method, false, scope, threads, body);
    branches.add(inner);
    inside++;
    try {
      begin(inner, outer);
      while (holding) { // what is inside stands still, and so does what is around it
        current = outer;
        outer.coroutine.pause();
        run(inner);
      }
    } finally {
      inside--;
    }
    current = outer;
    if (fault != null) {
      throw new Coroutine.Unwound(); // the decision has failed: the code must not go on
    }
    if (stopped) {
      pauseUntil(Wait.never());
    }
  }

  /** Without a thread for it, the decision fails, whatever the code does about that. */
  private void begin(Branch inner, Branch outer) {
    try {
      run(inner);
    } catch (NotTheCodesFaultException e) {
      current = outer;
      recordFault(e);
      throw new Coroutine.Unwound();
    }
  }

  /** Runs a new branch from its beginning to its end, beside the others. */
  void runAlone(Method method, Scope scope, Consumer<Branch> body) {
    Branch alone = new Branch("", method, false, scope, threads, body);
    run(alone);
    rethrow(fault);
  }

  /** Nothing goes on any more: the run continues as a new one. */
  void stop() {
    stopped = true;
  }

  /**
   * Called by the current branch: everything stands still here, until {@link #release}. The branch
   * then goes on first, with those in the middle of which it runs.
   */
  void hold() {
    holding = true;
    current().coroutine.pause();
  }

  /** Whether everything stands still in the middle of a branch. */
  boolean isHeld() {
    return held != null;
  }

  /** What stands still in the middle goes on, then the others. */
  void release() {
    released = held;
    held = null;
    round.afterOneOutOfTurn();
  }

  /** All that can run will, in the order of their creation. */
  void newRound() {
    if (asking != null) {
      asking.coroutine.goOn(); // what is limited is the user's code, not the number of events
    }
    round.begin();
  }

  /**
   * The next one that can run; null if all wait, or one holds all. With its last method the run has
   * ended: what other branches might still ask for would come after the outcome.
   */
  @Nullable Branch next() {
    Branch first = released;
    if (first != null) {
      released = null;
      return first;
    }
    return isHeld() || stopped || openMethods == 0 ? null : round.next();
  }

  /** Lets branches run until the schedule has no more. */
  void runAll(Schedule by) {
    schedule = by;
    try {
      Branch next = find(by);
      while (next != null) {
        holding = false;
        run(next);
        rethrow(fault);
        held = holding ? next : null;
        if (next.coroutine.hasEnded()) {
          next = find(by);
        } else { // it has asked itself: if it has found nobody, asking again looks at nothing
          next = chosen != null ? chosen : by.next();
          chosen = null;
        }
      }
    } finally {
      schedule = null;
      chosen = null;
    }
  }

  /** The next one, or one that is to find it; null if there is nothing to do. */
  private @Nullable Branch find(Schedule by) {
    Branch looker = looker();
    return looker != null ? looker : by.next();
  }

  /**
   * Conditions and filters are the user's code, which may loop. So where a branch waits, the
   * schedule is asked in its thread, which has a limit, instead of in the caller's. Null if there
   * is none, or if it is known already who goes on.
   */
  private @Nullable Branch looker() {
    if (released != null || isHeld()) {
      return null;
    }
    Branch last = paused;
    looking =
        last != null && last.wait != null
            ? last
            : branches.stream().filter(branch -> branch.wait != null).findFirst().orElse(null);
    return looking;
  }

  /** Whether the branch, which goes on after a pause, is only to ask the schedule again. */
  private boolean looks(Branch branch) {
    boolean looks = looking == branch;
    looking = null;
    return looks;
  }

  private void run(Branch branch) {
    current = branch;
    if (!branch.coroutine.resume(limitMillis)) {
      Branch innermost = current;
      giveUp(innermost == null ? branch : innermost);
    }
    current = null;
    if (branch.coroutine.hasEnded() && branches.remove(branch)) {
      openMethods -= branch.isMethod ? 1 : 0;
      branch.scope.leave();
    }
  }

  /** Whether a method of the workflow has not ended. */
  boolean hasMethods() {
    return openMethods > 0;
  }

  /** Ids of the methods that have not ended, in the order of their calls. */
  List<String> openMethods() {
    return branches.stream().filter(branch -> branch.isMethod).map(Branch::methodId).toList();
  }

  /** How many have not ended. */
  int size() {
    return branches.size();
  }

  /** What branches wait for that the engine does not know of. */
  List<String> waits() {
    return branches.stream()
        .map(branch -> branch.wait == null ? null : branch.wait.label())
        .filter(Objects::nonNull)
        .distinct()
        .limit(20)
        .toList();
  }

  /** Where branches of that class wait, for errors. */
  String positions(String workflowClass) {
    List<String> positions = new ArrayList<>();
    for (Branch branch : branches) {
      for (StackTraceElement frame : branch.coroutine.stack()) {
        if (frame.getClassName().startsWith(workflowClass)) {
          positions.add(frame.toString());
          break;
        }
      }
    }
    return positions.isEmpty() ? "" : "; the code waits at " + String.join(", ", positions);
  }

  void pauseUntil(Wait wait) {
    Branch branch = current();
    branch.wait = wait;
    do {
      if (isNext(branch)) {
        branch.coroutine.goOn();
        current = branch;
        return;
      }
      paused = branch;
      branch.coroutine.pause();
    } while (looks(branch));
  }

  /** What comes next is found out here; if it is another branch, it is kept for who runs it. */
  private boolean isNext(Branch branch) {
    Schedule by = schedule;
    if (by == null || inside > 0 || mustStop(branch)) {
      return false;
    }
    current = null;
    asking = branch;
    try {
      chosen = by.next();
    } catch (Throwable e) { // such as: the code does not repeat its history
      recordFault(e);
    }
    asking = null;
    if (mustStop(branch)) { // also because it was given up meanwhile
      chosen = null;
    }
    boolean isNext = chosen == branch;
    chosen = isNext ? null : chosen;
    return isNext;
  }

  private boolean mustStop(Branch branch) {
    return fault != null || branch.coroutine.isUnwinding();
  }

  Branch current() {
    Branch branch = current;
    if (branch == null) {
      throw new IllegalStateException("no branch is running");
    }
    return branch;
  }

  /** Whether the calling thread is that of the current branch. */
  boolean isCurrentThread() {
    Branch branch = current;
    return branch != null && branch.coroutine.isCurrent();
  }

  /** Throws if the current branch is being unwound: user code in a finally block asks for more. */
  void requireNotUnwinding() {
    Branch branch = current;
    if (branch != null && branch.coroutine.isUnwinding()) {
      throw new Coroutine.Unwound();
    }
  }

  /** The decision fails by this, also if the user's code catches it. The first one counts. */
  void recordFault(Throwable thrown) {
    if (fault == null) {
      fault = thrown;
    }
  }

  boolean hasFault() {
    return fault != null;
  }

  /** Where the thread is that was given up and runs on; null if there is none. */
  @Nullable StackTraceElement runsOnAt() {
    Branch branch = givenUp;
    if (branch == null || branch.coroutine.hasEnded()) {
      return null;
    }
    StackTraceElement[] stack = branch.coroutine.stack();
    return stack.length == 0 ? null : lineOf(stack);
  }

  /** The innermost line that is not the platform's. */
  private static StackTraceElement lineOf(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String module = frame.getModuleName();
      if (module == null || !(module.startsWith("java.") || module.startsWith("jdk."))) {
        return frame;
      }
    }
    return stack[0];
  }

  /** Ends all where they are. */
  void unwind() {
    for (Branch branch : List.copyOf(branches)) {
      current = branch;
      if (!branch.coroutine.unwind()) {
        givenUp = branch;
        branch.coroutine.interrupt();
      }
    }
    current = null;
  }

  /** Why the decision fails. */
  static void rethrow(@Nullable Throwable fault) {
    if (fault instanceof RuntimeException known) {
      throw known;
    } else if (fault instanceof Error known) {
      throw known;
    } else if (fault != null) {
      throw new InfiniticException("workflow code failed: " + Thrown.text(fault), fault);
    }
  }

  /** It blocks its thread. That is why the decision fails, not what the interrupt makes of it. */
  private void giveUp(Branch branch) {
    StackTraceElement[] stack = branch.coroutine.stack();
    InfiniticException report =
        new InfiniticException(
            "workflow code of %s.%s blocks its thread for more than %d ms%s. Wait with sleep or timer, and do slow work in tasks."
                .formatted(
                    workflow,
                    branch.method.getName(),
                    limitMillis,
                    stack.length == 0 ? "" : ", at " + lineOf(stack)));
    report.setStackTrace(stack);
    recordFault(report);
    givenUp = branch;
    branch.coroutine.interrupt();
  }
}
