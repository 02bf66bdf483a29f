package io.infinitic.workers.replay;

import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.runtime.Thrown;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.workers.Definition;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an instance of a workflow's class, to find out whether it can be made. */
public final class InstanceCheck {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceCheck.class);
  private static final int DEEPEST = 20;

  private InstanceCheck() {}

  /**
   * Calls the constructor, and looks at the channels.
   *
   * @throws IllegalArgumentException if one of them fails
   */
  public static void of(int version, Definition definition, Environment environment) {
    Iterator<Method> methods = definition.methods().iterator();
    if (!methods.hasNext()) {
      throw new IllegalArgumentException(
          "interface " + definition.contract().getName() + " has no method that starts a run");
    }
    LoadedRun run = new LoadedRun(version, definition, environment);
    run.begin(
        new WorkflowStarted("", "", definition.name(), "", "", List.of(), List.of(), Map.of()));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean isAskedAboutRun = new AtomicBoolean();
    run.branches()
        .runAlone(
            methods.next(),
            run.context().core().newScope(null),
            branch -> {
              WorkflowRuntime.bind(run.context());
              run.context().beginCheck();
              try {
                run.makeInstance();
              } catch (Coroutine.Unwound e) {
                throw e;
              } catch (Throwable e) {
                thrown.set(e);
              } finally {
                isAskedAboutRun.set(run.context().endCheck());
                WorkflowRuntime.bind(null);
              }
            });
    run.branches().unwind();
    Throwable problem = thrown.get();
    if (problem == null || isBeyondCheck(problem)) {
      return;
    }
    String text =
        "workflow class %s cannot be made: %s"
            .formatted(definition.implementation().getName(), Thrown.text(problem));
    if (isAskedAboutRun.get()) {
      LOG.warn(
          "INF-2017 {}; that may be because there is no run yet whose id, tags and meta data it could have",
          text);
      return;
    }
    throw new IllegalArgumentException(text, problem);
  }

  /** It starts something or waits: more than can be tried out here. A factory may wrap that. */
  private static boolean isBeyondCheck(Throwable problem) {
    Throwable at = problem;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (at instanceof QueryRefusedException) {
        return true;
      }
      at = Thrown.cause(at);
    }
    return false;
  }
}
