package io.infinitic.workers;

import io.infinitic.schemas.Command;
import io.infinitic.schemas.CompleteMethod;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.FailMethod;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunRevived;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.schemas.StartChild;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.schemas.WorkflowTaskDone;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Node.Op;
import io.infinitic.workers.ProgramHost.Run;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a program in one configuration.
 *
 * @param outcome what the client got: the trace, or the class of the exception
 * @param commands what the workflow asked for, in order, as far as it does not depend on time
 * @param decisions how many decisions were made again
 * @param unfinished how many of them stopped before a local task
 */
record ProgramVerdict(String outcome, List<String> commands, int decisions, int unfinished) {

  /** A program for which something that must hold does not. */
  static final class Broken extends AssertionError {
    private final boolean endless;

    Broken(String what, boolean endless, List<Run> runs, @Nullable Throwable cause) {
      super(what + "\n" + timeline(runs), cause);
      this.endless = endless;
    }

    /** Whether it has not ended. */
    boolean isEndless() {
      return endless;
    }
  }

  private static final WorkflowVersions VERSIONS =
      new WorkflowVersions(List.of(Definition.of(Program.class.getName(), ProgramImpl.class)));

  /**
   * Looks at a program after everything has ended.
   *
   * @throws Broken if something does not hold
   */
  static ProgramVerdict of(
      ProgramCase program, CompletableFuture<String> result, ProgramHost host, List<Run> all) {
    List<Run> chain = of(program.workflowId(), all);
    List<Run> family = family(chain, all);
    for (Run run : family) {
      String mistake = host.mistake(run.workflowId());
      if (mistake != null) {
        throw new Broken("a WorkflowTask failed: " + mistake, false, List.of(run), null);
      }
      if (ProgramHost.OPEN.contains(run.state())) {
        throw new Broken("a run has not ended: " + run.state(), true, List.of(run), null);
      }
    }
    if (!result.isDone()) {
      throw new Broken("all runs have ended, the client's call has not", false, chain, null);
    }
    String outcome = result.join();
    List<String> recorded = recordedOutcomes(chain);
    boolean revived = chain.stream().anyMatch(ProgramVerdict::isRevived);
    if (revived ? !recorded.contains(outcome) : recorded.indexOf(outcome) != 0) {
      throw new Broken(
          "the client got " + outcome + ", the history says " + recorded, false, chain, null);
    }
    family.forEach(ProgramVerdict::checkContinuation);
    if (!revived && program.program().count(Op.CONTINUE) == 0) {
      checkAnswers(outcome, host.answers(program.workflowId()), chain.get(0));
    }
    return new ProgramVerdict(
        outcome,
        chain.stream().flatMap(ProgramVerdict::commands).toList(),
        replay(family),
        family.stream().mapToInt(ProgramVerdict::unfinished).sum());
  }

  private static int unfinished(Run run) {
    return (int)
        run.history().stream()
            .filter(event -> event.body() instanceof WorkflowTaskDone done && done.unfinished())
            .count();
  }

  private static int replay(List<Run> family) {
    int decisions = 0;
    for (Run run : family) {
      ColdReplay replay = new ColdReplay(VERSIONS, run.history(), ColdReplay::exactly);
      try {
        replay.check();
      } catch (AssertionError e) {
        throw new Broken(e.getMessage(), false, List.of(run), e);
      }
      decisions += replay.size();
    }
    return decisions;
  }

  /** It is the end: of the run, and of the decision. */
  private static void checkContinuation(Run run) {
    List<Object> bodies = run.history().stream().map(HistoryEvent::body).toList();
    int last = bodies.size() - 2; // the end of the run follows
    for (int i = 0; i < bodies.size(); i++) {
      boolean continues =
          bodies.get(i) instanceof Command command && command.body() instanceof ContinueAsNew;
      if (continues && i < last) {
        throw new Broken("a run goes on after it has continued as new", false, List.of(run), null);
      }
    }
  }

  /** A trace only grows: a query has seen the beginning of another one. */
  private static void checkAnswers(String outcome, List<String> answers, Run run) {
    boolean hasTrace = !outcome.endsWith("Exception");
    for (String answer : answers) {
      if (hasTrace && !outcome.startsWith(answer) && !answer.startsWith(outcome)) {
        throw new Broken(
            "a query saw " + answer + ", the run did " + outcome, false, List.of(run), null);
      }
    }
  }

  private static List<Run> of(String workflowId, List<Run> all) {
    return all.stream().filter(run -> run.workflowId().equals(workflowId)).toList();
  }

  /** The runs and those of their children. */
  private static List<Run> family(List<Run> chain, List<Run> all) {
    List<Run> family = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    List<Run> generation = chain;
    while (!generation.isEmpty()) {
      family.addAll(generation);
      generation =
          generation.stream()
              .flatMap(ProgramVerdict::bodies)
              .filter(StartChild.class::isInstance)
              .map(body -> ((StartChild) body).workflowId())
              .filter(seen::add)
              .flatMap(id -> of(id, all).stream())
              .toList();
    }
    return family;
  }

  private static Stream<Object> bodies(Run run) {
    return run.history().stream()
        .map(HistoryEvent::body)
        .filter(Command.class::isInstance)
        .map(body -> ((Command) body).body());
  }

  /** Those of main methods; a method called beside may continue as new after the first. */
  private static List<String> recordedOutcomes(List<Run> chain) {
    return chain.stream()
        .flatMap(run -> bodies(run).map(body -> outcome(body, main(run))))
        .filter(Objects::nonNull)
        .toList();
  }

  private static boolean isRevived(Run run) {
    return run.history().stream().anyMatch(event -> event.body() instanceof RunRevived);
  }

  private static String main(Run run) {
    return ((WorkflowStarted) run.history().get(0).body()).methodId();
  }

  private static @Nullable String outcome(Object body, String methodId) {
    if (body instanceof CompleteMethod completed && completed.methodId().equals(methodId)) {
      return text(completed);
    }
    if (body instanceof FailMethod failed && failed.methodId().equals(methodId)) {
      return failed.canceled() ? "WorkflowCanceledException" : "WorkflowFailedException";
    }
    return null;
  }

  private static String text(CompleteMethod completed) {
    return String.valueOf(
        Payloads.defaults().read(completed.result(), String.class, "a recorded result"));
  }

  private static Stream<String> commands(Run run) {
    return run.history().stream()
        .map(HistoryEvent::body)
        .filter(Command.class::isInstance)
        .map(body -> describe((Command) body));
  }

  private static String describe(Command command) {
    Object body = command.body();
    String what = "%d %s %s".formatted(command.number(), name(body), command.name());
    if (body instanceof ScheduleTask task) {
      return what + " " + task.arguments();
    }
    return body instanceof CompleteMethod completed ? what + " " + text(completed) : what;
  }

  private static String name(Object body) {
    return body.getClass().getSimpleName();
  }

  /** Histories for people. */
  private static String timeline(List<Run> runs) {
    StringBuilder text = new StringBuilder();
    for (Run run : runs) {
      text.append(
          "workflow %s, run %s, %s%n".formatted(run.workflowId(), run.runId(), run.state()));
      for (HistoryEvent event : run.history()) {
        String what =
            event.body() instanceof Command command
                ? describe(command)
                : name(event.body()) + details(event.body());
        text.append("%5d %s%n".formatted(event.id(), what));
      }
    }
    return text.toString();
  }

  private static String details(Object body) {
    String all = body.toString();
    return body instanceof WorkflowStarted
        ? ""
        : " " + all.substring(0, Math.min(200, all.length()));
  }
}
