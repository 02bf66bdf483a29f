package io.infinitic.workers;

import static io.infinitic.workflows.Workflow.newService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowDescription.PendingTask;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.Jobs.Job;
import io.infinitic.workers.Jobs.JobImpl;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.tasks.FailedAttempt;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is seen of a task that fails and is retried. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class FailingTasksTest {

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);

  private static InfiniticWorker worker(InMemoryTransport transport, TimeSource time) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .setTimeSource(time)
            .addService(Job.class, JobImpl.class)
            .addWorkflow(Lambda.class, LambdaImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  /** A run whose only task fails each time. */
  private static Deferred<String> start(InfiniticClient client, TaskOptions options) {
    String job =
        Jobs.named(
            () -> {
              throw new IllegalStateException("no answer");
            });
    Lambda workflow =
        client.newWorkflow(Lambda.class, WorkflowOptions.defaults().withWorkflowId("failing"));
    return client.dispatch(
        workflow::run, Lambdas.named(w -> newService(Job.class, options).run(job)));
  }

  /** One line for the first attempt, the second, the fourth and the eighth; with stack traces. */
  private static void assertLogged(LogLines log) {
    assertThat(log.lines())
        .extracting(line -> line.substring(0, line.indexOf(';')))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(1, 2, 4, 8)
                .map(
                    attempt ->
                        "INF-2015 task %s.run of workflow %s, id failing, failed in attempt %d"
                            .formatted(Job.class.getName(), Lambda.class.getName(), attempt))
                .toList());
    assertThat(log.thrown())
        .hasSize(4)
        .allSatisfy(
            thrown -> {
              assertThat(thrown).hasMessage("no answer");
              assertThat(thrown.getStackTrace()[0].getClassName())
                  .isEqualTo(FailingTasksTest.class.getName());
            });
  }

  /** Its pause after that attempt, as an operator sees it. */
  private static PendingTask pauseAfter(InfiniticClient client, int attempt) {
    PendingTask[] seen = new PendingTask[1];
    ScenarioSuite.until(
        () -> {
          seen[0] =
              client.describe("failing").pendingTasks().stream()
                  .filter(task -> task.attempt() == attempt && task.phase() == TaskPhase.BACKOFF)
                  .findFirst()
                  .orElse(null);
          return seen[0] != null;
        });
    return seen[0];
  }

  @Test
  void attemptsAreDueByThePolicyAndLoggedEverMoreRarely() {
    InMemoryTransport transport = new InMemoryTransport(2, clock::get);
    TaskOptions doubling = TaskOptions.defaults().withRetry(RetryPolicy.defaults().withJitter(0));
    try (LogLines log = LogLines.of(FailedAttempt.class)) {
      try (InfiniticWorker worker = worker(transport, clock::get)) {
        InfiniticClient client = worker.getClient();
        start(client, doubling);
        int attempt = 0;
        for (int seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60, 60)) {
          PendingTask task = pauseAfter(client, ++attempt);
          Instant due = Instant.ofEpochMilli(clock.get()).plusSeconds(seconds);
          assertThat(task.nextAttemptAt()).contains(due);
          assertThat(task.lastFailure().orElse("")).contains("IllegalStateException: no answer");
          clock.set(due.toEpochMilli());
          transport.timePassed();
        }
        pauseAfter(client, attempt + 1);
      } // the worker has said all that it had to
      assertLogged(log);
    }
  }

  @Test
  void localOnesAreLoggedLikewise() {
    TaskOptions local =
        TaskOptions.local()
            .withRetry(
                RetryPolicy.defaults()
                    .withInitialDelay(Duration.ofMillis(1))
                    .withMaximumDelay(Duration.ofMillis(1))
                    .withMaximumAttempts(9));
    try (LogLines log = LogLines.of(FailedAttempt.class);
        InfiniticWorker worker =
            worker(new InMemoryTransport(2, TimeSource.SYSTEM), TimeSource.SYSTEM)) {
      assertThatThrownBy(start(worker.getClient(), local)::await)
          .isInstanceOf(WorkflowFailedException.class);
      assertLogged(log);
    }
  }
}
