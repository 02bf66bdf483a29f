package io.infinitic.workers;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RecordInline;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.values.Payloads;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.replay.RunExecution;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the decisions of a history again, by every way that a worker has: from any point of it,
 * with or without what was in memory. Each must ask for what was recorded.
 */
final class ColdReplay {

  private static final long LIMIT_MILLIS = 10_000;
  private static final Payloads PAYLOADS = Payloads.defaults();
  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "replay");
            thread.setDaemon(true);
            return thread;
          });

  private final WorkflowVersions versions;
  private final List<HistoryEvent> history;
  private final Function<Command, String> view;
  private final WorkflowStarted start;
  private final RecordedLocals locals = new RecordedLocals();
  private final List<Integer> decisions = new ArrayList<>();
  private byte[] seed = {};

  /**
   * @param view what of a command must be the same
   */
  ColdReplay(
      WorkflowVersions versions, List<HistoryEvent> history, Function<Command, String> view) {
    this.versions = versions;
    this.history = history;
    this.view = view;
    start = (WorkflowStarted) history.get(0).body();
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).body() instanceof WorkflowTaskDone) {
        decisions.add(i);
      }
    }
  }

  /** How many decisions there are. */
  int size() {
    return decisions.size();
  }

  /**
   * @throws AssertionError if a decision is not what it was
   */
  void check() {
    try {
      for (int first = 0; first < decisions.size(); first++) {
        decideFrom(first, first);
      }
      decideFrom(0, decisions.size() - 1);
      decideFrom(decisions.size() / 2, decisions.size() - 1);
      repeatAll();
    } finally {
      Chance.free();
    }
  }

  /** Makes decisions with one object in memory; those before the first are repeated. */
  private void decideFrom(int first, int last) {
    RunExecution run = newExecution();
    try {
      for (int i = first; i <= last; i++) {
        WorkflowTaskDone done = done(i);
        List<HistoryEvent> news = between(run.through() + 1, done.through());
        if (i > first && !run.continuesWith(news)) {
          if (news.stream().noneMatch(event -> event.body() instanceof RunRevived)) {
            throw new AssertionError("a run in memory is not used for decision " + (i + 1));
          }
          run.close();
          run = newExecution();
          news = between(1, done.through());
        }
        compare(i, decide(run, i, news), first);
      }
    } finally {
      run.close();
    }
  }

  private List<Command> decide(RunExecution run, int decision, List<HistoryEvent> events) {
    WorkflowTaskDone done = done(decision);
    Chance.repeat(
        recorded(decision).stream()
            .filter(command -> command.body() instanceof RecordInline)
            .map(command -> inlined((RecordInline) command.body()))
            .filter(Objects::nonNull)
            .toList());
    ExecuteWorkflowTask task =
        new ExecuteWorkflowTask(
            start.workflowId(),
            start.runId(),
            start.workflowName(),
            done.number(),
            done.attempt(),
            events.get(0).id(),
            done.through(),
            events,
            null,
            done.rules() > 0,
            false,
            0,
            null);
    locals.repeat(recorded(decision), done.unfinished());
    ByteBuffer drawn = done.seed();
    seed = new byte[drawn == null ? 0 : drawn.remaining()];
    if (drawn != null) {
      drawn.duplicate().get(seed);
    }
    try {
      return run.decide(task, events, done.worker());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("decision " + (decision + 1) + " cannot be made again: " + e, e);
    }
  }

  private static @Nullable Integer inlined(RecordInline recorded) {
    if (!"java.lang.Integer".equals(recorded.value().type())) {
      return null;
    }
    Object value = PAYLOADS.readUndeclared(recorded.value(), "an inline value");
    return value instanceof Integer drawn && drawn >= 0 ? drawn : null;
  }

  private void compare(int decision, List<Command> commands, int first) {
    List<String> expected = recorded(decision).stream().map(view).toList();
    List<String> actual = commands.stream().map(view).toList();
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String then = i < expected.size() ? expected.get(i) : "nothing";
      String now = i < actual.size() ? actual.get(i) : "nothing";
      if (!then.equals(now)) {
        throw new AssertionError(
            "decision %d, event %d, in memory since decision %d%n  recorded %s%n  now      %s"
                .formatted(
                    decision + 1, history.get(decisions.get(decision)).id(), first + 1, then, now));
      }
    }
  }

  /** Repeats the whole history, as for a query. */
  private void repeatAll() {
    Chance.repeat(List.of());
    RunExecution run = newExecution();
    try {
      run.catchUp(history, history.get(history.size() - 1).id());
    } catch (RuntimeException | Error e) {
      throw new AssertionError("the whole cannot be repeated: " + e, e);
    } finally {
      run.close();
    }
  }

  private RunExecution newExecution() {
    return new RunExecution(
        versions,
        Environment.of(PAYLOADS, THREADS, LIMIT_MILLIS).withLocals(locals).withSeeds(() -> seed));
  }

  private WorkflowTaskDone done(int decision) {
    return (WorkflowTaskDone) history.get(decisions.get(decision)).body();
  }

  private List<Command> recorded(int decision) {
    int at = decisions.get(decision) + 1;
    return history.subList(at, at + done(decision).commandCount()).stream()
        .map(event -> (Command) event.body())
        .toList();
  }

  private List<HistoryEvent> between(long from, long through) {
    return history.subList((int) from - 1, (int) through);
  }

  /** Everything but stack traces, which depend on how the JVM calls. */
  static String exactly(Command command) {
    return command.body() instanceof FailMethod failed
        ? command.number() + " " + command.name() + " fails by " + text(failed.failure())
        : command.toString();
  }

  private static String text(@Nullable Failure failure) {
    return failure == null
        ? ""
        : failure.name() + ": " + failure.message() + ", " + text(failure.cause());
  }
}
