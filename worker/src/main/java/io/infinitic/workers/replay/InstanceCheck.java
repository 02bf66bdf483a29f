package io.infinitic.workers.replay;

import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.workers.Definition;
import java.lang.reflect.Method;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Makes an instance of a workflow's class, to find out whether it can be made. */
public final class InstanceCheck {

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
    run.branches()
        .runAlone(
            methods.next(),
            run.context().core().newScope(null),
            branch -> {
              WorkflowRuntime.bind(run.context());
              run.context().core().setReading(true);
              try {
                run.makeInstance();
              } catch (Coroutine.Unwound e) {
                throw e;
              } catch (QueryRefusedException e) {
                // It starts something or waits: more than can be tried out here.
              } catch (Throwable e) {
                thrown.set(e);
              } finally {
                run.context().core().setReading(false);
                WorkflowRuntime.bind(null);
              }
            });
    run.branches().unwind();
    Throwable problem = thrown.get();
    if (problem != null) {
      throw new IllegalArgumentException(
          "workflow class %s cannot be made: %s"
              .formatted(definition.implementation().getName(), problem),
          problem);
    }
  }
}
