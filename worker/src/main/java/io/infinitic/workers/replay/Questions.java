package io.infinitic.workers.replay;

import io.infinitic.exceptions.QueryRefusedException;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.runtime.Thrown;
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.WorkflowStarted;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a method of an instance that must leave no trace: a query or a validator. */
final class Questions {

  private final Definition definition;
  private final Instance instance;
  private final RunContext run;
  private final Payloads payloads;

  Questions(Definition definition, Instance instance, RunContext run, Payloads payloads) {
    this.definition = definition;
    this.instance = instance;
    this.run = run;
    this.payloads = payloads;
  }

  /** The context of an instance that has not begun. */
  static WorkflowStarted notStarted(ExecuteWorkflowTask task) {
    return new WorkflowStarted(
        task.workflowId(),
        task.runId(),
        task.workflowName(),
        "",
        "",
        List.of(),
        List.of(),
        Map.of());
  }

  /**
   * @throws QueryRefusedException if it starts or waits for something, changes a field, or throws
   */
  Payload ask(Method method, List<Payload> arguments, Branches branches) {
    AtomicReference<Payload> answer = new AtomicReference<>();
    AtomicReference<QueryRefusedException> thrown = new AtomicReference<>();
    String label = definition.name() + "." + method.getName();
    branches.runAlone(
        method,
        run.core().newScope(null),
        branch -> {
          WorkflowRuntime.bind(run);
          try (ContextPropagator.Restored restored = run.restoreContext()) {
            Object object = instance.object();
            Map<Field, String> before = StateFingerprint.of(object);
            answer.set(call(object, method, arguments, label));
            Map<Field, String> after = StateFingerprint.of(object);
            requireUnchanged(before, after, label);
          } catch (Coroutine.Unwound e) {
            throw e;
          } catch (Throwable e) { // told here, where it is the user's code that may take its time
            thrown.set(refused(label, e));
          } finally {
            WorkflowRuntime.bind(null);
          }
        });
    QueryRefusedException refused = thrown.get();
    if (refused != null) {
      throw refused;
    }
    return Objects.requireNonNull(answer.get());
  }

  private static QueryRefusedException refused(String label, Throwable thrown) {
    if (thrown instanceof QueryRefusedException refused) {
      return refused;
    }
    QueryRefusedException refused =
        new QueryRefusedException(label + " threw " + Thrown.text(thrown));
    refused.initCause(thrown);
    return refused;
  }

  private Payload call(Object object, Method method, List<Payload> arguments, String label)
      throws Throwable {
    Class<?> contract = definition.contract();
    Object[] values = payloads.readArguments(contract, method, arguments, label);
    run.core().setReading(true);
    try {
      Object result = method.invoke(object, values);
      return payloads.writeResult(contract, method, result, "the result of " + label);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      run.core().setReading(false);
    }
  }

  private static void requireUnchanged(
      Map<Field, String> before, Map<Field, String> after, String label) {
    after.forEach(
        (field, value) -> {
          if (!value.equals(before.get(field))) {
            throw new QueryRefusedException(
                "%s changed the field %s; a query must leave the instance as it is (put @Ignore on a field that is only a cache)"
                    .formatted(label, field.getName()));
          }
        });
  }
}
