package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.WorkflowAlreadyStartedException;
import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowTimedOutException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workflows.Cancellation;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.Deferreds;
import io.infinitic.workflows.WorkflowOptions;
import io.infinitic.workflows.WorkflowOptions.Conflict;
import io.infinitic.workflows.WorkflowOptions.ParentClose;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Child workflows. */
public abstract class ChildScenarios extends Scenarios {

  @Test
  void resultOfAChild() {
    String child = Lambdas.named(w -> "child of " + w.s);
    assertThat(run(w -> child(child))).isEqualTo("child of ");
  }

  private static String child(String script) throws IOException {
    Lambda child = newWorkflow(Lambda.class);
    return child.run(script);
  }

  @Test
  void factorialByRecursion() {
    Factorial factorial = client().newWorkflow(Factorial.class);
    assertThat(factorial.of(14)).isEqualTo(87_178_291_200L);
  }

  /** Calls itself. */
  public interface Factorial {
    long of(int n);
  }

  /** Calls itself. */
  public static class FactorialImpl extends io.infinitic.workflows.Workflow implements Factorial {
    @Override
    public long of(int n) {
      Factorial next = newWorkflow(Factorial.class);
      return n <= 1 ? 1 : n * next.of(n - 1);
    }
  }

  @Test
  void failureAcrossThreeLevels() {
    String third =
        Lambdas.named(
            w -> {
              Service service = newService(Service.class);
              return service.fails("at the bottom");
            });
    String second = Lambdas.named(w -> child(third));
    assertThatThrownBy(() -> run(w -> child(second)))
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e -> {
              List<String> names = new ArrayList<>();
              for (var f = e.getFailure(); f != null; f = f.getCause()) {
                names.add(f.getName().substring(f.getName().lastIndexOf('.') + 1));
              }
              assertThat(names)
                  .containsExactly(
                      "WorkflowFailedException",
                      "WorkflowFailedException",
                      "TaskFailedException",
                      "TaskFailure",
                      "IllegalArgumentException");
            });
  }

  @Test
  void failureOfAChildCanBeCaught() {
    String failing =
        Lambdas.named(
            w -> {
              throw new IOException("declared");
            });
    assertThat(
            run(
                w -> {
                  try {
                    return child(failing);
                  } catch (WorkflowFailedException e) {
                    return e.getFailure().getName() + " " + e.getFailure().getMessage();
                  }
                }))
        .isEqualTo("java.io.IOException declared");
  }

  @Test
  void dispatchedAndNeverAwaited() {
    String id = key();
    String code = Lambdas.named(w -> w.notes.receive().await());
    assertThat(
            run(
                w -> {
                  Lambda child =
                      newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
                  return dispatch(child::run, code).getId();
                }))
        .isEqualTo(id);
    until(() -> isKnown(id));
    at(id).getNotes().send("goes on");
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("goes on");
  }

  private boolean isKnown(String id) {
    try {
      describe(id);
      return true;
    } catch (WorkflowUnknownException e) {
      return false;
    }
  }

  @Test
  void childrenInParallel() {
    String code = Lambdas.named(w -> "x");
    assertThat(
            run(
                w -> {
                  Lambda child = newWorkflow(Lambda.class);
                  List<Deferred<String>> children = new ArrayList<>();
                  for (int i = 0; i < 200; i++) {
                    children.add(dispatch(child::run, code));
                  }
                  return "" + String.join("", Deferreds.and(children).await()).length();
                }))
        .isEqualTo("200");
  }

  @Test
  void parentCloseAbandons() {
    String id = childOfAnEndingParent(ParentClose.ABANDON);
    assertThat(describe(id).state()).isEqualTo(WorkflowState.RUNNING);
    at(id).getNotes().send("still here");
    assertThat(client().getDeferred(id, String.class).await()).isEqualTo("still here");
  }

  @Test
  void parentCloseTerminates() {
    String id = childOfAnEndingParent(ParentClose.TERMINATE);
    untilState(id, WorkflowState.TERMINATED);
  }

  @Test
  void parentCloseRequestsCancel() {
    String id = childOfAnEndingParent(ParentClose.REQUEST_CANCEL);
    untilState(id, WorkflowState.CANCELED);
  }

  private String childOfAnEndingParent(ParentClose policy) {
    String id = key();
    String code = Lambdas.named(w -> w.notes.receive().await());
    run(
        w -> {
          Lambda child =
              newWorkflow(
                  Lambda.class,
                  WorkflowOptions.defaults().withWorkflowId(id).withParentClose(policy));
          dispatch(child::run, code);
          return "";
        });
    until(() -> isKnown(id));
    return id;
  }

  @Test
  void childWithTheIdOfAnOpenRunIsRejected() {
    String id = key();
    var open = start(id, w -> w.notes.receive().await());
    assertThat(
            run(
                w -> {
                  Lambda child =
                      newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
                  try {
                    return child.run("any");
                  } catch (WorkflowAlreadyStartedException e) {
                    return "rejected "
                        + e.getWorkflowId().equals(id)
                        + " "
                        + (e.getRunId() != null);
                  }
                }))
        .isEqualTo("rejected true true");
    at(id).getNotes().send("x");
    assertThat(open.await()).isEqualTo("x");
  }

  @Test
  void childJoinsAnOpenRun() {
    String id = key();
    var open = start(id, w -> w.notes.receive().await());
    String parent = key();
    var joined =
        start(
            parent,
            w -> {
              Lambda child =
                  newWorkflow(
                      Lambda.class,
                      WorkflowOptions.defaults()
                          .withWorkflowId(id)
                          .withConflict(Conflict.USE_EXISTING));
              return "joined " + child.run("any");
            });
    until(() -> !describe(parent).children().isEmpty());
    at(id).getNotes().send("x");
    assertThat(open.await()).isEqualTo("x");
    assertThat(joined.await()).isEqualTo("joined x");
  }

  @Test
  void childCancelledByItsParent() {
    String id = key();
    String code =
        Lambdas.named(
            w -> {
              try {
                return w.notes.receive().await();
              } finally {
                Cancellation.detached(
                    () -> {
                      Service service = newService(Service.class);
                      service.touch(id);
                    });
              }
            });
    assertThat(
            run(
                w -> {
                  Lambda child =
                      newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(id));
                  Deferred<String> result = dispatch(child::run, code);
                  sleep(Duration.ofMillis(20));
                  result.cancel();
                  try {
                    return result.await();
                  } catch (WorkflowCanceledException e) {
                    return result.status() + " " + e.getWorkflowId().equals(id);
                  }
                }))
        .isEqualTo("CANCELED true");
    assertThat(ServiceImpl.calls(id)).as("the child cleaned up").isEqualTo(1);
  }

  @Test
  void childThatTakesTooLong() {
    String code = Lambdas.named(w -> w.notes.receive().await());
    assertThat(
            run(
                w -> {
                  Lambda child =
                      newWorkflow(
                          Lambda.class,
                          WorkflowOptions.defaults().withTimeout(Duration.ofMillis(50)));
                  Deferred<String> result = dispatch(child::run, code);
                  try {
                    return result.await();
                  } catch (WorkflowTimedOutException e) {
                    return "" + result.status();
                  }
                }))
        .isEqualTo("TIMED_OUT");
  }

  @Test
  void childrenAreVisible() {
    String parent = key();
    String child = key();
    String code = Lambdas.named(w -> w.notes.receive().await());
    var result =
        start(
            parent,
            w -> {
              Lambda stub =
                  newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId(child));
              return stub.run(code);
            });
    until(() -> !describe(parent).children().isEmpty());
    assertThat(describe(parent).children().get(0).workflowId()).isEqualTo(child);
    until(() -> isKnown(child));
    at(child).getNotes().send("x");
    assertThat(result.await()).isEqualTo("x");
  }
}
