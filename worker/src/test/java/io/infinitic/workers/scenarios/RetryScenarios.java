package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import io.infinitic.workflows.Deferreds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Failed tasks that a person retries. */
public abstract class RetryScenarios extends Scenarios {

  @Test
  void taskThatWasCaughtIsRetried() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              Deferred<String> task = dispatch(service::broken, key);
              String first;
              try {
                first = task.await();
              } catch (TaskFailedException e) {
                first = "caught";
              }
              w.notes.receive().await();
              timer(Duration.ofMillis(5)).await();
              return first + " " + task.await();
            });
    until(() -> !describe(id).waits().isEmpty());
    ServiceImpl.open(key);
    client().retryTasks(at(id));
    until(
        () ->
            client().history(id).stream()
                .anyMatch(e -> e.summary().startsWith("COMPLETED in attempt 2")));
    at(id).getNotes().send("go on");
    assertThat(result.await()).isEqualTo("caught repaired");
  }

  @Test
  void runThatFailedByATaskIsRevived() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              service.echo("before");
              return service.broken(key) + " " + service.echo("after");
            });
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    ServiceImpl.open(key);
    client().retryTasks(at(id));
    assertThat(result.await()).isEqualTo("repaired after");
    untilState(id, WorkflowState.COMPLETED);
  }

  @Test
  void failureOfASuspendedRunIsTakenBack() {
    String key = key();
    String gate = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              return service.brokenLater(gate, key) + " " + service.echo("after");
            });
    until(() -> ServiceImpl.calls(gate) == 1);
    client().suspend(at(id));
    ServiceImpl.open(gate);
    until(() -> describe(id).incidents().size() == 1);
    ServiceImpl.open(key);
    client().retryTasks(at(id));
    until(() -> describe(id).incidents().isEmpty());
    client().resume(at(id));
    assertThat(result.await()).isEqualTo("repaired after");
  }

  @Test
  void revivedRunMayFailAgain() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              return service.broken(key);
            });
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    client().retryTasks(at(id));
    until(() -> ServiceImpl.calls(key) == 2);
    untilState(id, WorkflowState.FAILED);
    ServiceImpl.open(key);
    client().retryTasks(at(id), DeferredStatus.FAILED, Service.class);
    assertThat(result.await()).isEqualTo("repaired");
  }

  @Test
  void parallelTasksOfAFailedRunAreRetriedTogether() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              List<Deferred<String>> tasks = new ArrayList<>();
              for (int i = 0; i < 3; i++) {
                tasks.add(dispatch(service::broken, key));
              }
              return String.join(" ", Deferreds.and(tasks).await());
            });
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    until(() -> ServiceImpl.calls(key) == 3);
    ServiceImpl.open(key);
    until(
        () -> {
          try {
            client().retryTasks(at(id));
          } catch (WorkflowUnknownException e) {
            return true; // it has completed
          }
          return describe(id).state() == WorkflowState.COMPLETED;
        });
    assertThat(client().getDeferred(id, String.class).await())
        .isEqualTo("repaired repaired repaired");
  }

  @Test
  void taskOfARunThatHasEndedRuns() {
    String key = key();
    assertThat(
            run(
                w -> {
                  Service service = newService(Service.class);
                  dispatchVoid(service::touch, key);
                  return "done";
                }))
        .isEqualTo("done");
    untilCalled(key);
  }

  @Test
  void runThatDidMoreThanFailCannotBeRevived() {
    String key = key();
    String id = key();
    var result =
        start(
            id,
            w -> {
              Service service = newService(Service.class);
              try {
                return service.broken(key);
              } catch (TaskFailedException e) {
                service.echo("compensation");
                throw e;
              }
            });
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    assertThatThrownBy(() -> client().retryTasks(at(id)))
        .isInstanceOf(WorkflowUnknownException.class)
        .hasMessageContaining("start a new run");
  }

  @Test
  void nothingToRetryIsNoError() {
    String id = key();
    start(id, w -> w.notes.receive().await());
    client().retryTasks(at(id), "no such task");
    client().terminate(at(id), "end of test");
  }
}
