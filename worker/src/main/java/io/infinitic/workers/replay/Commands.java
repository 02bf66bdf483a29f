package io.infinitic.workers.replay;

import io.infinitic.exceptions.NonDeterminismException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.schemas.ChangeTags;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.RecordVersion;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.wire.Sizes;
import io.infinitic.workflows.WorkflowCheckMode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a run: those that the history holds are to be issued again in the same order;
 * those after them are new.
 */
final class Commands {

  private static final int NUMBER_BYTES = 8;

  private final Deque<HistoryEvent> recorded = new ArrayDeque<>();
  private final List<Command> issued = new ArrayList<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final String workflowClass;
  private final BooleanSupplier isInCode;
  private final PlainValues values;
  private int count;
  private long bytes;
  private boolean replaying;
  private boolean unfinished;
  private long batchEnd;

  /**
   * @param workflowClass name of the class whose lines are named in errors
   * @param isInCode whether the calling thread is in that code, not only waits there
   * @param values compares user values
   */
  Commands(String workflowClass, BooleanSupplier isInCode, PlainValues values) {
    this.values = values;
    this.workflowClass = workflowClass;
    this.isInCode = isInCode;
  }

  boolean isReplaying() {
    return replaying;
  }

  /**
   * The code will now repeat a decision that these events hold.
   *
   * @param stopped whether it ended before a task, for which there was no time left
   */
  void replay(List<HistoryEvent> decision, boolean stopped, long endsBefore) {
    replaying = true;
    unfinished = stopped;
    recorded.addAll(decision);
    batchEnd = endsBefore;
  }

  /** The code asks for a task now: whether the decision that it repeats had ended before that. */
  boolean stopsHere() {
    skipVersions();
    return replaying && unfinished && recorded.isEmpty();
  }

  /** The code will now decide something new. */
  void live() {
    replaying = false;
    issued.clear();
    bytes = 0;
  }

  /**
   * The code asks for something.
   *
   * @return what the history holds for it; null if it is new
   * @throws NonDeterminismException if the history holds something else
   * @throws PayloadTooLargeException if it is larger than commands may be: nothing was asked for
   */
  @Nullable Command issue(String name, SpecificRecord body, WorkflowCheckMode mode) {
    skipVersions();
    int size = Sizes.of(body);
    PayloadTooLargeException refusal = CommandLimits.refusal(name, body, size);
    if (refusal != null && !repeats(name, body.getClass())) {
      throw refusal;
    }
    count++;
    Command command = new Command(count, name, body);
    if (!replaying) {
      issued.add(command);
      bytes += size + Sizes.of(name) + NUMBER_BYTES;
      return null;
    }
    HistoryEvent event = recorded.poll();
    if (event == null) {
      throw mismatch("nothing", describe(command), batchEnd, at());
    }
    Command expected = (Command) event.body();
    if (!isSame(expected, command, mode)) {
      boolean onlyArguments = isSame(expected, command, WorkflowCheckMode.simple);
      throw mismatch(
          describe(expected),
          onlyArguments ? "the same with other arguments" : describe(command),
          event.id(),
          at());
    }
    if (expected.body() instanceof ContinueAsNew) {
      skipParts();
    }
    return expected;
  }

  /** What the code asks for once is recorded in parts, if it is large. */
  private void skipParts() {
    while (recorded.peek() != null
        && ((Command) recorded.peek().body()).body() instanceof ContinueAsNew) {
      recorded.poll();
      count++;
    }
  }

  /**
   * The run is to have these tags.
   *
   * @throws PayloadTooLargeException if they are too many
   */
  void requireRoom(String name, List<String> tags) {
    PayloadTooLargeException refusal = CommandLimits.refusal(tags);
    if (refusal != null && !repeats(name, ChangeTags.class)) {
      throw refusal;
    }
  }

  /**
   * The code is about to ask for that.
   *
   * @throws PayloadTooLargeException if it will be refused
   */
  void requireRoom(String name, SpecificRecord body) {
    PayloadTooLargeException refusal = CommandLimits.refusal(name, body, Sizes.of(body));
    if (refusal != null && !repeats(name, body.getClass())) {
      throw refusal;
    }
  }

  /** Whether the history says so: a run of a time when things could be larger. */
  private boolean repeats(String name, Class<?> type) {
    skipVersions();
    return replaying
        && recorded.peek() != null
        && recorded.peek().body() instanceof Command next
        && next.body().getClass() == type
        && next.name().equals(name)
        && !isSmall(next);
  }

  /** Then it is not what was refused, but what the code asked for instead. */
  private static boolean isSmall(Command command) {
    return !(command.body() instanceof ChangeTags)
        && CommandLimits.refusal(command.name(), command.body()) == null;
  }

  private boolean isSame(Command expected, Command actual, WorkflowCheckMode mode) {
    if (expected.body().getClass() != actual.body().getClass()) {
      return false;
    }
    return switch (mode) {
      case none -> true;
      case simple -> expected.name().equals(actual.name());
      case strict ->
          expected.name().equals(actual.name())
              && (isOpen(expected.body())
                  || values.areEqual(asAsked(expected.body()), asAsked(actual.body())));
    };
  }

  /**
   * Without what was done of it, and without meta data, which the process may add to. Earlier
   * versions wrote tags in any order.
   */
  private static Object asAsked(Object body) {
    if (body instanceof ScheduleTask task) {
      TaskSettings settings = task.settings();
      List<String> tags = settings.tags().stream().sorted().toList();
      return task.withLocal(null).withSettings(settings.withMeta(Map.of()).withTags(tags));
    }
    if (body instanceof FailMethod failed) { // stack traces name lines, which may move
      return failed.withFailure(new Failure(failed.failure().name(), null, "", null, null));
    }
    return body instanceof StartChild child ? child.withMeta(Map.of()) : body;
  }

  /** What a replay does not compute again. */
  private static boolean isOpen(Object body) {
    return body instanceof RecordInline || body instanceof ContinueAsNew;
  }

  /**
   * The version of a change: the recorded one, or 0 in a run that had passed the point before the
   * change was made.
   */
  int version(String changeId, int latest, WorkflowCheckMode mode) {
    skipVersions(); // takes up what the history says, also of changes that the code asks for later
    Integer known = versions.get(changeId);
    if (known == null) {
      known = replaying ? 0 : latest;
      versions.put(changeId, known);
      if (!replaying) {
        issue(changeId, new RecordVersion(changeId, known), mode);
      }
    }
    return known;
  }

  /** A call of version() that the code no longer has was for runs that are gone by now. */
  private void skipVersions() {
    while (replaying
        && recorded.peek() != null
        && ((Command) recorded.peek().body()).body() instanceof RecordVersion version) {
      versions.putIfAbsent(version.changeId(), version.version());
      recorded.poll();
      count++;
    }
  }

  /** Number of the command that was issued last. */
  int last() {
    return count;
  }

  /** Number that the next command will have. */
  int next() {
    skipVersions();
    return count + 1;
  }

  /**
   * The code has done all it does on the events of the decision.
   *
   * @param stopped whether it stands still before a task
   * @param positions where the code waits, for the error
   * @throws NonDeterminismException if the history holds more
   */
  void requireAllRepeated(boolean stopped, Supplier<String> positions) {
    skipVersions();
    HistoryEvent left = recorded.poll();
    if (left != null) {
      throw mismatch(describe((Command) left.body()), "nothing", left.id(), positions.get());
    }
    if (unfinished && !stopped) {
      throw mismatch("a local task", "nothing", batchEnd, positions.get());
    }
  }

  /** How large the new commands are together, bytes. */
  long bytes() {
    return bytes;
  }

  /** The last new command becomes these, before they are sent. */
  void complete(Function<Command, List<Command>> change) {
    List<Command> instead = change.apply(issued.remove(issued.size() - 1));
    issued.addAll(instead);
    count += instead.size() - 1;
    bytes = issued.stream().mapToLong(Sizes::of).sum();
  }

  /** What is new, in order. */
  List<Command> issued() {
    return List.copyOf(issued);
  }

  private NonDeterminismException mismatch(
      String expected, String actual, long event, String where) {
    return new NonDeterminismException(
        "the code of "
            + workflowClass
            + " no longer repeats its history: at event "
            + event
            + " the history says "
            + expected
            + ", the code did "
            + actual
            + where
            + ". Restore the order of commands, or guard the change with version(…); then call"
            + " retryWorkflowTask.",
        expected,
        actual,
        event);
  }

  /** What the code does, and in which line. */
  String label(String what) {
    return what + at();
  }

  /** The line of the workflow's code that the current thread is in. */
  private String at() {
    if (!isInCode.getAsBoolean()) {
      return "";
    }
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> frame.getClassName().startsWith(workflowClass))
                    .findFirst()
                    .map(frame -> " at " + frame.toStackTraceElement())
                    .orElse(""));
  }

  private static String describe(Command command) {
    return "%s %s (command %d)"
        .formatted(command.body().getClass().getSimpleName(), command.name(), command.number());
  }
}
