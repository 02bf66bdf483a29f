package io.infinitic.workers;

import static io.infinitic.workflows.Workflow.newService;
import static io.infinitic.workflows.Workflow.newWorkflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Timeout;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowState;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.Flows.Service;
import io.infinitic.workers.Flows.ServiceImpl;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits and delays as long as a Duration can be are like none; negative ones are refused. */
@org.junit.jupiter.api.Timeout(value = 60, unit = TimeUnit.SECONDS)
class FarTimesTest {

  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final List<Duration> SHORTER_THAN_NOTHING =
      List.of(Duration.ofSeconds(Long.MIN_VALUE), Duration.ofSeconds(-1), Duration.ofNanos(-1));

  @Timeout(with = Endless.class)
  public interface Patient {
    String echo(String text);
  }

  @Timeout(with = Endless.class)
  public static class PatientImpl implements Patient {
    @Override
    public String echo(String text) {
      return text;
    }
  }

  public static final class Endless implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return Double.MAX_VALUE;
    }

    @Override
    public Double getGracePeriodAfterTimeoutSeconds() {
      return Double.POSITIVE_INFINITY;
    }
  }

  private final InfiniticWorker worker =
      InfiniticWorker.builder()
          .setTransport(new InMemoryTransport(1, TimeSource.SYSTEM))
          .setEngine(new InMemoryStore())
          .setGracePeriod(Duration.ofMillis(100))
          .addService(Service.class, ServiceImpl.class)
          .addService(Patient.class, PatientImpl.class)
          .addWorkflow(Lambda.class, LambdaImpl.class)
          .build();

  @BeforeEach
  void start() {
    worker.startAsync();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  private Deferred<String> start(WorkflowOptions options, Script script) {
    InfiniticClient client = worker.getClient();
    return client.dispatch(client.newWorkflow(Lambda.class, options)::run, Lambdas.named(script));
  }

  @Test
  void runsAndChildren() {
    WorkflowOptions patient = WorkflowOptions.defaults().withTimeout(NEVER);
    String child = Lambdas.named(w -> "child");
    Deferred<String> result = start(patient, w -> newWorkflow(Lambda.class, patient).run(child));
    assertThat(result.await()).isEqualTo("child");
  }

  @Test
  void startThatIsPutOffForEver() {
    InfiniticClient client = worker.getClient();
    WorkflowOptions late = WorkflowOptions.defaults().withTimeout(NEVER).withStartDelay(NEVER);
    for (WorkflowOptions options : List.of(late, late.withCron("0 3 * * *"))) {
      Deferred<String> result = start(options, w -> "begun");
      WorkflowDescription run = client.describe(result.getId());
      assertThat(run.state()).isEqualTo(WorkflowState.RUNNING);
      assertThat(run.timers())
          .as("in a hundred years")
          .isNotEmpty()
          .allMatch(due -> due.isAfter(Instant.now().plus(Duration.ofDays(36_000))));
      client.startNow(client.getWorkflowById(Lambda.class, result.getId()));
      assertThat(result.await()).as("it begins by hand").isEqualTo("begun");
    }
  }

  @Test
  void tasks() {
    RetryPolicy policy =
        RetryPolicy.defaults()
            .withInitialDelay(NEVER)
            .withMaximumDelay(NEVER)
            .withMaximumDuration(NEVER);
    TaskOptions patient =
        TaskOptions.defaults()
            .withScheduleToStart(NEVER)
            .withStartToClose(NEVER)
            .withScheduleToClose(NEVER)
            .withHeartbeat(NEVER)
            .withRetry(policy);
    Script script =
        w ->
            newService(Service.class, patient).echo("remote ")
                + newService(Service.class, patient.withLocal(true)).echo("local ")
                + newService(Patient.class).echo("declared");
    Deferred<String> result = start(WorkflowOptions.defaults(), script);
    assertThat(result.await()).isEqualTo("remote local declared");
  }

  @Test
  void nextAttemptMayBeAHundredYearsAway() {
    InfiniticClient client = worker.getClient();
    TaskOptions patient =
        TaskOptions.defaults()
            .withRetry(RetryPolicy.defaults().withInitialDelay(NEVER).withMaximumDelay(NEVER));
    Deferred<String> result =
        start(
            WorkflowOptions.defaults(), w -> newService(Service.class, patient).refuses("planned"));
    ScenarioSuite.until(
        () ->
            client.describe(result.getId()).pendingTasks().stream()
                .flatMap(task -> task.nextAttemptAt().stream())
                .anyMatch(next -> next.isAfter(Instant.now().plus(Duration.ofDays(36_000)))));
  }

  @Test
  void lessThanNothingIsRefusedWhereItIsMade() {
    WorkflowOptions run = WorkflowOptions.defaults();
    TaskOptions task = TaskOptions.defaults();
    Map<String, Function<Duration, Object>> settings =
        Map.of(
            "WorkflowOptions: timeout", d -> run.withTimeout(d),
            "WorkflowOptions: startDelay", d -> run.withStartDelay(d),
            "TaskOptions: scheduleToStart", d -> task.withScheduleToStart(d),
            "TaskOptions: startToClose", d -> task.withStartToClose(d),
            "TaskOptions: scheduleToClose", d -> task.withScheduleToClose(d),
            "TaskOptions: heartbeat", d -> task.withHeartbeat(d));
    settings.forEach(
        (name, setting) -> {
          for (Duration duration : SHORTER_THAN_NOTHING) {
            assertThatThrownBy(() -> setting.apply(duration))
                .as(name + " " + duration)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name);
          }
        });
  }
}
