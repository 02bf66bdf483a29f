package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.exceptions.MethodFailedException;
import io.infinitic.exceptions.RemoteException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowFailure;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Failures are exceptions that print well. */
public abstract class FailureScenarios extends Scenarios {

  @Test
  void causesAreTypedDownToWhatTheTaskThrew() {
    WorkflowFailedException failed = failure(w -> newService(Service.class).fails("planned"));
    assertThat(failed.getCause())
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            task -> {
              assertThat(task.getServiceName()).isEqualTo(Service.class.getName());
              assertThat(task.getTaskName()).isEqualTo("fails");
              assertThat(task.getTaskId()).startsWith(failed.getRunId());
              assertThat(task.getFailure().getMessage()).isEqualTo("planned");
            });
    Throwable thrown = failed.getCause().getCause();
    assertThat(thrown)
        .isInstanceOf(RemoteException.class)
        .hasMessage("io.infinitic.tasks.TaskFailure: planned");
    assertThat(thrown.getStackTrace()[0].getClassName())
        .isEqualTo("io.infinitic.workers.Flows$ServiceImpl");
    assertThat(thrown.getStackTrace()[0].getMethodName()).isEqualTo("fails");
    assertThat(thrown.getStackTrace()[0].getFileName()).isEqualTo("Flows.java");
    assertThat(thrown.getCause())
        .hasMessage("java.lang.IllegalArgumentException: deeper")
        .hasNoCause();
    assertThat(printed(failed))
        .contains("Caused by: io.infinitic.exceptions.TaskFailedException: task ")
        .contains("TaskFailure: planned")
        .contains("IllegalArgumentException: deeper")
        .contains("at io.infinitic.workers.Flows$ServiceImpl.fails(Flows.java:");
  }

  @Test
  void causesCrossAnyNumberOfRuns() {
    WorkflowFailedException failed =
        failure(
            w ->
                newWorkflow(Lambda.class)
                    .run(
                        Lambdas.named(
                            child ->
                                newWorkflow(Lambda.class)
                                    .run(
                                        Lambdas.named(
                                            grandchild ->
                                                newService(Service.class).fails("far away"))))));
    assertThat(failed.getCause()).isInstanceOf(WorkflowFailedException.class);
    assertThat(failed.getCause().getCause()).isInstanceOf(WorkflowFailedException.class);
    Throwable task = failed.getCause().getCause().getCause();
    assertThat(task).isInstanceOf(TaskFailedException.class);
    assertThat(task.getCause()).hasMessageContaining("far away");
    assertThat(printed(failed)).contains("at io.infinitic.workers.Flows$ServiceImpl.fails(");
  }

  @Test
  void theSameInsideAWorkflow() {
    assertThat(
            run(
                w -> {
                  try {
                    return newService(Service.class).fails("planned");
                  } catch (TaskFailedException e) {
                    return e.getCause().getMessage()
                        + " <- "
                        + e.getCause().getCause().getMessage();
                  }
                }))
        .isEqualTo(
            "io.infinitic.tasks.TaskFailure: planned <- java.lang.IllegalArgumentException:"
                + " deeper");
  }

  @Test
  void causeThatIsThrownOnKeepsItsName() {
    WorkflowFailedException failed =
        failure(
            w -> {
              try {
                return newService(Service.class).fails("planned");
              } catch (TaskFailedException e) {
                throw new IOException("translated", e.getCause());
              }
            });
    assertThat(failed.getFailure().getName()).isEqualTo("java.io.IOException");
    assertThat(failed.getFailure().getCause().getName())
        .isEqualTo("io.infinitic.tasks.TaskFailure");
    assertThat(failed.getCause()).hasMessage("java.io.IOException: translated");
    assertThat(failed.getCause().getCause()).hasMessage("io.infinitic.tasks.TaskFailure: planned");
  }

  @Test
  void failsOnPurpose() {
    WorkflowFailedException failed =
        failure(
            w -> {
              throw new WorkflowFailure("out of stock", new IOException("no lamp"))
                  .withDetails(Map.of("item", "lamp"));
            });
    assertThat(failed.getFailure().getName()).isEqualTo(WorkflowFailure.class.getName());
    assertThat(failed.getFailure().getMessage()).isEqualTo("out of stock");
    assertThat(failed.getFailure().getDetails()).isEqualTo(Map.of("item", "lamp"));
    assertThat(failed.getCause()).hasMessageEndingWith("WorkflowFailure: out of stock");
    assertThat(failed.getCause().getCause()).hasMessage("java.io.IOException: no lamp");
  }

  @Test
  void methodThatFailsWhileItsRunGoesOn() {
    String id = key();
    var main =
        start(
            id,
            w -> {
              await(() -> w.n == 1);
              return "fine";
            });
    String failing = Lambdas.named(w -> newService(Service.class).fails("planned"));
    MethodFailedException seen =
        catchThrowableOfType(MethodFailedException.class, () -> at(id).call(failing));
    assertThat(seen.getMethodName()).isEqualTo("call");
    assertThat(seen.getWorkflowId()).isEqualTo(id);
    assertThat(seen.getCause()).isInstanceOf(TaskFailedException.class);
    assertThat(seen.getFailure().getName()).isEqualTo(TaskFailedException.class.getName());
    assertThat(
            run(
                w -> {
                  try {
                    return getWorkflowById(Lambda.class, id).call(failing);
                  } catch (MethodFailedException e) {
                    return e.getMethodName() + " " + e.getCause().getCause().getMessage();
                  }
                }))
        .isEqualTo("call io.infinitic.tasks.TaskFailure: planned");
    at(id).tell(Lambdas.named(w -> "" + w.n++));
    assertThat(main.await()).isEqualTo("fine");
  }

  private WorkflowFailedException failure(Lambdas.Script script) {
    return catchThrowableOfType(WorkflowFailedException.class, () -> run(script));
  }

  private static String printed(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
