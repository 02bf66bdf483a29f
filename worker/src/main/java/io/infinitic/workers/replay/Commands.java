package io.infinitic.workers.replay;

import io.infinitic.exceptions.NonDeterminismException;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.HistoryEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a run: those that the history holds are to be issued again in the same order;
 * those after them are new.
 */
final class Commands {

  private final Deque<HistoryEvent> recorded = new ArrayDeque<>();
  private final List<Command> issued = new ArrayList<>();
  private final String workflowClass;
  private int count;
  private boolean replaying;
  private long batchEnd;

  /**
   * @param workflowClass name of the class whose lines are named in errors
   */
  Commands(String workflowClass) {
    this.workflowClass = workflowClass;
  }

  boolean isReplaying() {
    return replaying;
  }

  /** The code will now repeat a decision that these events hold. */
  void replay(List<HistoryEvent> decision, long endsBefore) {
    replaying = true;
    recorded.addAll(decision);
    batchEnd = endsBefore;
  }

  /** The code will now decide something new. */
  void live() {
    replaying = false;
    issued.clear();
  }

  /**
   * The code asks for something.
   *
   * @return what the history holds for it; null if it is new
   * @throws NonDeterminismException if the history holds something else
   */
  @Nullable Command issue(String name, SpecificRecord body) {
    count++;
    Command command = new Command(count, name, body);
    if (!replaying) {
      issued.add(command);
      return null;
    }
    HistoryEvent event = recorded.poll();
    if (event == null) {
      throw mismatch("nothing", describe(command), batchEnd);
    }
    Command expected = (Command) event.body();
    if (expected.body().getClass() != body.getClass() || !expected.name().equals(name)) {
      throw mismatch(describe(expected), describe(command), event.id());
    }
    return expected;
  }

  /** Number of the command that was issued last. */
  int last() {
    return count;
  }

  /**
   * The code has done all it does on the events of the decision.
   *
   * @throws NonDeterminismException if the history holds more
   */
  void requireAllRepeated() {
    HistoryEvent left = recorded.poll();
    if (left != null) {
      throw mismatch(describe((Command) left.body()), "nothing", left.id());
    }
  }

  /** What is new, in order. */
  List<Command> issued() {
    return List.copyOf(issued);
  }

  private NonDeterminismException mismatch(String expected, String actual, long event) {
    return new NonDeterminismException(
        "the code of "
            + workflowClass
            + " no longer repeats its history: at event "
            + event
            + " the history says "
            + expected
            + ", the code did "
            + actual
            + at()
            + ". Restore the order of commands, then call retryWorkflowTask.",
        expected,
        actual,
        event);
  }

  /** The line of the workflow's code that the current thread is in. */
  private String at() {
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
