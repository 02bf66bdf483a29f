package io.infinitic.workers.scenarios;

import static io.infinitic.workflows.Workflow.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.ConnectedWorker;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.NoteType;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowDescription.PendingTask;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.workers.Flows.Flow;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Jobs;
import io.infinitic.workers.Jobs.Job;
import io.infinitic.workers.Lambdas;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people see who look after runs, and what they can do. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
public abstract class OperatorScenarios extends Scenarios {

  /** A service that no worker runs. */
  public interface Nobody {
    String call();
  }

  private PendingTask pending(String id) {
    until(() -> !describe(id).pendingTasks().isEmpty());
    return describe(id).pendingTasks().get(0);
  }

  private List<EventType> types(String id) {
    return client().history(id).stream().map(HistoryEvent::type).toList();
  }

  private String summary(String id, EventType type) {
    return client().history(id).stream()
        .filter(event -> event.type() == type)
        .findFirst()
        .orElseThrow()
        .summary();
  }

  private ConnectedWorker worker() {
    return client().workers().stream()
        .filter(
            worker ->
                worker.services().stream()
                    .anyMatch(service -> service.name().equals(Service.class.getName())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void stateTellsWhetherARunIsOpen() {
    assertThat(WorkflowState.values())
        .filteredOn(WorkflowState::isOpen)
        .containsExactly(WorkflowState.RUNNING, WorkflowState.STUCK, WorkflowState.SUSPENDED);
    String id = key();
    start(id, w -> w.notes.receive().await());
    assertThat(describe(id).state().isOpen()).isTrue();
    client().suspend(at(id));
    assertThat(describe(id).state().isOpen()).isTrue();
    client().terminate(at(id), "end of test");
    assertThat(describe(id).state().isOpen()).isFalse();
  }

  @Test
  void workersThatAreConnected() {
    ConnectedWorker worker = worker();
    assertThat(worker.answers()).isTrue();
    assertThat(worker.name()).startsWith("scenarios-").endsWith("@" + worker.host());
    assertThat(worker.processId()).isEqualTo(ProcessHandle.current().pid());
    assertThat(worker.services())
        .filteredOn(service -> service.name().equals(Service.class.getName()))
        .singleElement()
        .satisfies(service -> assertThat(service.slots()).isEqualTo(50));
    assertThat(worker.workflows())
        .filteredOn(one -> one.name().equals(ChangeScenarios.Versioned.class.getName()))
        .singleElement()
        .satisfies(one -> assertThat(one.versions()).containsExactly(0, 2));
    assertThat(worker.workflows()).allSatisfy(one -> assertThat(one.build()).hasSize(16));
  }

  @Test
  void taskThatRuns() {
    String key = key();
    var result = start(key, w -> newService(Service.class).slow(key));
    untilCalled(key);
    until(() -> pending(key).phase() == TaskPhase.STARTED);
    PendingTask task = pending(key);
    ConnectedWorker worker = worker();
    assertThat(task.worker()).contains(worker.name());
    assertThat(task.startedAt()).isPresent();
    assertThat(task.problem()).isEmpty();
    assertThat(worker.tasks())
        .filteredOn(running -> running.taskId().equals(task.taskId()))
        .singleElement()
        .satisfies(running -> assertThat(running.workflowId()).isEqualTo(key));
    assertThat(worker.services())
        .filteredOn(service -> service.name().equals(Service.class.getName()))
        .singleElement()
        .satisfies(service -> assertThat(service.busy()).isPositive());
    ServiceImpl.open(key);
    result.await();
  }

  @Test
  void whereACodeWaitsForATimer() {
    String id = key();
    Flow flow = client().newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
    client().dispatch(flow::sleeps, 3_600_000L);
    until(() -> !describe(id).waits().isEmpty());
    WorkflowDescription run = describe(id);
    assertThat(run.waits())
        .singleElement()
        .asString()
        .startsWith("a timer until " + run.timers().get(0))
        .containsPattern("FlowImpl\\.sleeps\\(Flows\\.java:\\d+\\)$");
    assertThat(summary(id, EventType.WORKFLOW_TASK_DONE)).startsWith("1 command, by ");
    assertThat(summary(id, EventType.COMMAND)).isEqualTo("timer until " + run.timers().get(0));
    client().terminate(id, "end of test");
  }

  @Test
  void printedDeferredSaysWhatItIs() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              Deferred<String> task = dispatch(newService(Service.class)::echo, "x");
              Deferred<Instant> timer = timer(Duration.ofHours(1));
              Deferred<String> note = w.notes.receive();
              String all = task + "\n" + timer + "\n" + note + "\n" + task.or(timer);
              timer.cancel();
              return all + "\n" + timer;
            });
    assertThat(result).hasToString("Deferred of workflow " + id);
    assertThat(result.await().lines())
        .satisfiesExactly(
            task -> assertThat(task).matches("Deferred \\S+ \\(Service\\.echo\\) ONGOING"),
            timer -> assertThat(timer).matches("Deferred \\S+ \\(timer\\) ONGOING"),
            note -> assertThat(note).matches("Deferred \\S+ \\(channel getNotes\\) ONGOING"),
            both -> assertThat(both).endsWith(" (or(Service.echo, timer)) ONGOING"),
            timer -> assertThat(timer).matches("Deferred \\S+ \\(timer\\) CANCELED"));
  }

  @Test
  void noWorkerForAService() {
    String id = key();
    var result = start(id, w -> newService(Nobody.class).call());
    PendingTask[] task = new PendingTask[1];
    until(
        () -> {
          task[0] = pending(id);
          return task[0].name().endsWith(".call");
        });
    assertThat(task[0].problem())
        .contains("no worker is connected for service " + Nobody.class.getName());
    assertThatThrownBy(() -> result.await(Duration.ofMillis(10)))
        .isInstanceOf(TimedOutException.class)
        .hasMessageContaining("no worker is connected for service " + Nobody.class.getName());
    client().terminate(id, "end of test");
  }

  @Test
  void tasksThatAreRetriedAreListed() {
    String id = key();
    AtomicBoolean mended = new AtomicBoolean();
    String job =
        Jobs.named(
            () -> {
              if (mended.get()) {
                return "done";
              }
              throw new IllegalStateException("not yet");
            });
    var quick =
        io.infinitic.tasks.TaskOptions.defaults()
            .withRetry(
                io.infinitic.tasks.RetryPolicy.defaults()
                    .withInitialDelay(Duration.ofMillis(5))
                    .withMaximumDelay(Duration.ofMillis(20)));
    var result = start(id, w -> newService(Job.class, quick).run(job));
    WorkflowQuery query = WorkflowQuery.retrying(3).withIdPrefix(id);
    until(() -> !client().list(query).items().isEmpty());
    WorkflowSummary listed = client().list(query).items().get(0);
    assertThat(listed.failedAttempts()).isGreaterThanOrEqualTo(3);
    assertThat(pending(id).lastFailure().orElse("")).contains("not yet");
    assertThat(client().list(WorkflowQuery.retrying(100_000)).items()).isEmpty();
    mended.set(true);
    assertThat(result.await()).isEqualTo("done");
    assertThat(client().list(query).items()).isEmpty();
  }

  @Test
  void anyRunIsFoundByItsRunId() {
    String id = key();
    WorkflowOptions again = WorkflowOptions.defaults().withWorkflowId(id);
    start(again, w -> "first").await();
    String first = describe(id).runId();
    var second =
        start(
            again,
            w -> {
              w.notes.receive().await();
              return "second";
            });
    String current = describe(id).runId();
    assertThat(current).isNotEqualTo(first);
    assertThat(client().describe(first).state()).isEqualTo(WorkflowState.COMPLETED);
    assertThat(client().describe(current).state()).isEqualTo(WorkflowState.RUNNING);
    assertThat(types(first)).contains(EventType.RUN_ENDED);
    assertThatThrownBy(() -> client().cancel(first))
        .isInstanceOf(WorkflowUnknownException.class)
        .hasMessageContaining("a later run has its workflow id");
    client().cancel(current);
    assertThatThrownBy(second::await).hasMessageContaining(id);
    assertThatThrownBy(() -> client().describe("no-such-" + id))
        .isInstanceOf(WorkflowUnknownException.class)
        .hasMessageContaining("there is no run");
  }

  @Test
  void byItsIdWithoutAnInterface() {
    String id = key();
    var result =
        start(
            id,
            w -> {
              w.notes.receive().await();
              return "";
            });
    client().suspend(id);
    assertThat(client().describe(id).state()).isEqualTo(WorkflowState.SUSPENDED);
    client().resume(id);
    client().cancel(id);
    assertThatThrownBy(result::await).hasMessageContaining(id);
    assertThat(types(id)).containsSubsequence(EventType.SUSPENDED, EventType.RESUMED);
    assertThat(summary(id, EventType.CANCEL_REQUESTED)).startsWith("asked by client-");
  }

  @Test
  void whyARunHasFailed() {
    String id = key();
    var result = start(id, w -> newService(Service.class).fails("no money"));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    WorkflowDescription run = describe(id);
    assertThat(run.state()).isEqualTo(WorkflowState.FAILED);
    assertThat(run.failure().orElseThrow().toString()).contains("no money");
    assertThat(summary(id, EventType.TASK_ENDED))
        .startsWith("FAILED in attempt ")
        .contains("Service.fails")
        .contains("no money");
  }

  @Test
  void tasksThatWereRetriedAreNoted() {
    String id = key();
    var result = start(id, w -> newService(Service.class).broken(id));
    assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
    untilState(id, WorkflowState.FAILED);
    ServiceImpl.open(id);
    client().retryTasks(id);
    assertThat(result.await()).isEqualTo("repaired");
    assertThat(describe(id).notes())
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.type()).isEqualTo(NoteType.TASKS_RETRIED);
              assertThat(note.text()).isEqualTo(Service.class.getName() + ".broken");
            });
    assertThat(types(id)).containsSubsequence(EventType.TASK_ENDED, EventType.TASKS_RETRIED);
    assertThat(summary(id, EventType.TASKS_RETRIED)).isEqualTo(Service.class.getName() + ".broken");
  }

  @Test
  void timesWhenItWasStuck() {
    String id = key();
    String name =
        Lambdas.named(
            w -> {
              throw new IllegalStateException("a mistake");
            });
    var result =
        client()
            .dispatch(
                client()
                        .newWorkflow(
                            Lambdas.Lambda.class, WorkflowOptions.defaults().withWorkflowId(id))
                    ::run,
                name);
    untilState(id, WorkflowState.STUCK);
    Lambdas.replace(name, w -> "mended");
    client().retryWorkflowTask(id);
    assertThat(result.await()).isEqualTo("mended");
    assertThat(types(id)).containsSubsequence(EventType.STUCK, EventType.WORKFLOW_TASK_RETRIED);
    assertThat(summary(id, EventType.STUCK)).contains("a mistake");
  }
}
