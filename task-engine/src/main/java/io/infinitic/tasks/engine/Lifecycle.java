package io.infinitic.tasks.engine;

import static io.infinitic.tasks.engine.Lifecycle.Input.ATTEMPT_FAILED;
import static io.infinitic.tasks.engine.Lifecycle.Input.BEAT;
import static io.infinitic.tasks.engine.Lifecycle.Input.BEAT_FROM_OUTSIDE;
import static io.infinitic.tasks.engine.Lifecycle.Input.CANCEL;
import static io.infinitic.tasks.engine.Lifecycle.Input.CARRY_ON;
import static io.infinitic.tasks.engine.Lifecycle.Input.COMPLETE;
import static io.infinitic.tasks.engine.Lifecycle.Input.COMPLETE_FROM_OUTSIDE;
import static io.infinitic.tasks.engine.Lifecycle.Input.DELEGATE;
import static io.infinitic.tasks.engine.Lifecycle.Input.FAIL;
import static io.infinitic.tasks.engine.Lifecycle.Input.REPEAT;
import static io.infinitic.tasks.engine.Lifecycle.Input.RETRY_BY_HAND;
import static io.infinitic.tasks.engine.Lifecycle.Input.RETRY_DUE;
import static io.infinitic.tasks.engine.Lifecycle.Input.SCHEDULE;
import static io.infinitic.tasks.engine.Lifecycle.Input.START;
import static io.infinitic.tasks.engine.Lifecycle.Input.TIME_OUT;
import static io.infinitic.tasks.engine.Lifecycle.State.BACKOFF;
import static io.infinitic.tasks.engine.Lifecycle.State.CANCELED;
import static io.infinitic.tasks.engine.Lifecycle.State.COMPLETED;
import static io.infinitic.tasks.engine.Lifecycle.State.DELEGATED;
import static io.infinitic.tasks.engine.Lifecycle.State.DISPATCHED;
import static io.infinitic.tasks.engine.Lifecycle.State.FAILED;
import static io.infinitic.tasks.engine.Lifecycle.State.NONE;
import static io.infinitic.tasks.engine.Lifecycle.State.STARTED;
import static io.infinitic.tasks.engine.Lifecycle.State.TIMED_OUT;

import io.infinitic.schemas.TaskState;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a task: which input leads from which state to which. What is not in the table changes
 * nothing: it came late, or twice.
 */
public final class Lifecycle {

  /** Where a task is. */
  public enum State {
    /** There is no such task, or not any more. */
    NONE,
    /** An attempt is on its way to a worker, or a worker runs it that has not said so. */
    DISPATCHED,
    /** A worker has said that it runs the attempt. */
    STARTED,
    /** The attempt has returned; somebody else will tell the outcome. */
    DELEGATED,
    /** The next attempt waits for its time. */
    BACKOFF,
    COMPLETED,
    FAILED,
    TIMED_OUT,
    CANCELED
  }

  /** What happens to it. */
  public enum Input {
    /** A workflow wants the task. */
    SCHEDULE,
    /** A workflow's own process has tried the task, and leaves it to the engine. */
    CARRY_ON,
    /** A worker says that it runs the attempt. */
    START,
    /** A worker gives a sign of life. */
    BEAT,
    /** Somebody else gives one; it does not say that a worker has the attempt. */
    BEAT_FROM_OUTSIDE,
    /** The attempt has returned, without an outcome. */
    DELEGATE,
    /** A worker says that the attempt has returned; of a WorkflowTask, any attempt. */
    COMPLETE,
    /** Somebody else says that the task has completed. */
    COMPLETE_FROM_OUTSIDE,
    /** The attempt has failed or was given up, and another follows. */
    ATTEMPT_FAILED,
    /** The attempt has failed, and no other follows. */
    FAIL,
    /** The last attempt, or the task, has taken too long. */
    TIME_OUT,
    /** Nobody wants the task any more. */
    CANCEL,
    /** It is time for the next attempt, or another build of a workflow's code is there. */
    RETRY_DUE,
    /** A WorkflowTask's worker is slow, or gone: another is asked. */
    REPEAT,
    /** A person wants the task tried again. */
    RETRY_BY_HAND
  }

  /** One line of the table. */
  public record Transition(State from, Input input, State to) {}

  /** Hears of every change of every task. */
  @FunctionalInterface
  public interface Listener {
    Listener NONE = (task, transition) -> {};

    void moved(TaskState task, Transition transition);
  }

  /** All there are. */
  public static final List<Transition> TABLE =
      List.of(
          new Transition(NONE, SCHEDULE, DISPATCHED),
          new Transition(NONE, CARRY_ON, BACKOFF),
          new Transition(DISPATCHED, START, STARTED),
          new Transition(DISPATCHED, BEAT, STARTED),
          new Transition(DISPATCHED, BEAT_FROM_OUTSIDE, DISPATCHED),
          new Transition(DISPATCHED, DELEGATE, DELEGATED),
          new Transition(DISPATCHED, COMPLETE, COMPLETED),
          new Transition(DISPATCHED, COMPLETE_FROM_OUTSIDE, COMPLETED),
          new Transition(DISPATCHED, ATTEMPT_FAILED, BACKOFF),
          new Transition(DISPATCHED, REPEAT, DISPATCHED),
          new Transition(DISPATCHED, FAIL, FAILED),
          new Transition(DISPATCHED, TIME_OUT, TIMED_OUT),
          new Transition(DISPATCHED, CANCEL, CANCELED),
          new Transition(STARTED, START, STARTED),
          new Transition(STARTED, BEAT, STARTED),
          new Transition(STARTED, BEAT_FROM_OUTSIDE, STARTED),
          new Transition(STARTED, DELEGATE, DELEGATED),
          new Transition(STARTED, COMPLETE, COMPLETED),
          new Transition(STARTED, COMPLETE_FROM_OUTSIDE, COMPLETED),
          new Transition(STARTED, ATTEMPT_FAILED, BACKOFF),
          new Transition(STARTED, FAIL, FAILED),
          new Transition(STARTED, TIME_OUT, TIMED_OUT),
          new Transition(STARTED, CANCEL, CANCELED),
          new Transition(DELEGATED, BEAT_FROM_OUTSIDE, DELEGATED),
          new Transition(DELEGATED, COMPLETE_FROM_OUTSIDE, COMPLETED),
          new Transition(DELEGATED, ATTEMPT_FAILED, BACKOFF),
          new Transition(DELEGATED, FAIL, FAILED),
          new Transition(DELEGATED, TIME_OUT, TIMED_OUT),
          new Transition(DELEGATED, CANCEL, CANCELED),
          new Transition(BACKOFF, RETRY_DUE, DISPATCHED),
          new Transition(BACKOFF, COMPLETE, COMPLETED),
          new Transition(BACKOFF, COMPLETE_FROM_OUTSIDE, COMPLETED),
          new Transition(BACKOFF, TIME_OUT, TIMED_OUT),
          new Transition(BACKOFF, CANCEL, CANCELED),
          new Transition(FAILED, RETRY_BY_HAND, DISPATCHED),
          new Transition(TIMED_OUT, RETRY_BY_HAND, DISPATCHED));

  private static final Map<State, Map<Input, Transition>> BY_STATE = new EnumMap<>(State.class);

  static {
    for (Transition one : TABLE) {
      BY_STATE
          .computeIfAbsent(one.from(), state -> new EnumMap<>(Input.class))
          .put(one.input(), one);
    }
  }

  private Lifecycle() {}

  static State of(@Nullable TaskState task) {
    return task == null ? NONE : State.valueOf(task.phase().name());
  }

  static Optional<Transition> next(State from, Input input) {
    return Optional.ofNullable(BY_STATE.getOrDefault(from, Map.of()).get(input));
  }

  /** The table as a picture, in Mermaid's language. */
  public static String diagram() {
    Map<String, String> arrows = new LinkedHashMap<>();
    for (Transition one : TABLE) {
      String from = one.from() == NONE ? "[*]" : one.from().name();
      String input = one.input().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      arrows.merge(from + " --> " + one.to(), input, (a, b) -> a + ", " + b);
    }
    StringBuilder text = new StringBuilder("stateDiagram-v2\n");
    arrows.forEach(
        (arrow, inputs) ->
            text.append("    ").append(arrow).append(": ").append(inputs).append('\n'));
    for (State end : List.of(COMPLETED, FAILED, TIMED_OUT, CANCELED)) {
      text.append("    ").append(end).append(" --> [*]\n");
    }
    return text.toString();
  }
}
