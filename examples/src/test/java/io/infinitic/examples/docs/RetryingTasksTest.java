package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Retry;
import io.infinitic.annotations.Timeout;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.IncidentType;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.Page;
import io.infinitic.clients.WorkflowDescription.Incident;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.tasks.WithRetry;
import io.infinitic.tasks.WithTimeout;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Attempts that fail, take too long, or get lost. */
class RetryingTasksTest {

  /** Tasks. */
  public interface Flaky {
    int byPolicy() throws Exception;

    int byCode() throws Exception;

    String slow();

    String byHand();
  }

  // tag::task-retry-code
  /** Twice, soon; then not any more. */
  public static class Twice implements WithRetry {
    @Override
    public @Nullable Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      boolean mayHelp = exception instanceof SocketTimeoutException && retryIndex < 2;
      return mayHelp ? Double.valueOf(0.01) : null; // null: no other attempt
    }
  }

  // end::task-retry-code

  // tag::task-timeout-code
  /** A limit, and time to end by oneself after it. */
  public static class Quickly implements WithTimeout {
    @Override
    public Double getTimeoutSeconds() {
      return 0.05;
    }

    @Override
    public Double getGracePeriodAfterTimeoutSeconds() {
      return 20.0;
    }
  }

  // end::task-timeout-code

  /** The same. */
  public static class FlakyImpl implements Flaky {
    final AtomicInteger attempts = new AtomicInteger();
    final CountDownLatch socket = new CountDownLatch(1);
    volatile boolean mended;

    @Override
    public int byPolicy() throws Exception {
      if (attempts.incrementAndGet() < 3) {
        throw new SocketTimeoutException();
      }
      return attempts.get();
    }

    // tag::task-retry-annotation
    @Override
    @Retry(with = Twice.class) // or on the class, for all its methods
    public int byCode() throws Exception {
      // end::task-retry-annotation
      return byPolicy();
    }

    // tag::task-timeout-annotation
    @Override
    @Timeout(with = Quickly.class)
    public String slow() {
      Task.onTimeOut(socket::countDown); // in another thread, at the limit: ends what is blocked
      try {
        socket.await();
      } catch (InterruptedException e) { // at the limit, too
        return "interrupted"; // counts if it comes within the grace period
      }
      return Task.hasTimedOut() ? "partly" : "all";
    }

    // end::task-timeout-annotation

    @Override
    public String byHand() {
      if (!mended) {
        throw new IllegalStateException("database is down");
      }
      return "done in sequence " + Task.getRetrySequence();
    }
  }

  /** Calls them. */
  public interface Trying {
    int byPolicy() throws Exception;

    int byCode() throws Exception;

    String slow();

    String byHand();
  }

  /** The same. */
  public static class TryingImpl extends Workflow implements Trying {

    @Override
    public int byPolicy() throws Exception {
      // tag::task-retry-policy
      RetryPolicy policy =
          RetryPolicy.defaults() // for ever, after 1 s, 2 s, 4 s, up to 1 min
              .withInitialDelay(Duration.ofMillis(10))
              .withBackoffCoefficient(1.5)
              .withMaximumDelay(Duration.ofSeconds(30))
              .withJitter(0.1) // a delay is up to 10 % shorter or longer
              .withMaximumAttempts(10) // the first included
              .withMaximumDuration(Duration.ofDays(1)) // no attempt starts later
              .withNonRetryable(Set.of(IllegalArgumentException.class));
      Flaky flaky = newService(Flaky.class, TaskOptions.defaults().withRetry(policy));
      // end::task-retry-policy
      return flaky.byPolicy();
    }

    @Override
    public int byCode() throws Exception {
      return newService(Flaky.class).byCode();
    }

    @Override
    public String slow() {
      return newService(Flaky.class).slow();
    }

    @Override
    public String byHand() {
      return newService(Flaky.class, TaskOptions.defaults().withRetry(RetryPolicy.none())).byHand();
    }
  }

  private final FlakyImpl flaky = new FlakyImpl();

  private InfiniticWorker start() {
    return InMemory.start(
        with ->
            with.addService(Flaky.class, flaky, ServiceSettings.defaults())
                .addWorkflow(Trying.class, TryingImpl.class));
  }

  @Test
  void policyAndCodeDecide() throws Exception {
    try (InfiniticWorker worker = start()) {
      Trying trying = worker.getClient().newWorkflow(Trying.class);
      assertThat(trying.byPolicy()).isEqualTo(3);
      flaky.attempts.set(0);
      assertThat(trying.byCode()).isEqualTo(3);
      flaky.attempts.set(-1);
      assertThatThrownBy(trying::byCode).isInstanceOf(WorkflowFailedException.class);
      assertThat(flaky.attempts).hasValue(2);
    }
  }

  @Test
  void resultInTheGracePeriodCounts() {
    try (InfiniticWorker worker = start()) {
      assertThat(worker.getClient().newWorkflow(Trying.class).slow()).isIn("partly", "interrupted");
    }
  }

  @Test
  void failedTaskIsRetriedByHand() {
    try (InfiniticWorker worker = start()) {
      InfiniticClient client = worker.getClient();
      Deferred<String> result = client.dispatch(client.newWorkflow(Trying.class)::byHand);
      assertThatThrownBy(result::await).isInstanceOf(WorkflowFailedException.class);
      flaky.mended = true;
      // tag::task-incidents
      Page<WorkflowSummary> page = client.list(WorkflowQuery.all().withIncidents());
      for (WorkflowSummary run : page.items()) {
        Trying stub = client.getWorkflowById(Trying.class, run.workflowId());
        for (Incident incident : client.describe(stub).incidents()) {
          System.out.println(incident.message()); // what happened, to what, and what to do
          incident.taskId().ifPresent(taskId -> client.retryTasks(stub, taskId));
        }
      }
      // end::task-incidents
      assertThat(result.await()).isEqualTo("done in sequence 1");
      assertThat(client.list(WorkflowQuery.all().withIncidents()).items()).isEmpty();
    }
  }

  /** A task that never ends. */
  public interface Endless {
    void go() throws InterruptedException;
  }

  /** Calls it. */
  public interface Lost {
    String run() throws InterruptedException;
  }

  /** The same. */
  public static class LostImpl extends Workflow implements Lost {
    @Override
    public String run() throws InterruptedException {
      newService(Endless.class, TaskOptions.defaults().withRetry(RetryPolicy.none())).go();
      return "ended";
    }
  }

  /** Here workers close without waiting; what counts is that they never tell a result. */
  @Test
  void attemptThatSixWorkersTookFails() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    Endless endless =
        () -> {
          begun.incrementAndGet();
          new CountDownLatch(1).await();
        };
    try (InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
        InMemoryStore store = new InMemoryStore();
        InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(store)
                .addWorkflow(Lost.class, LostImpl.class)
                .build()) {
      engine.startAsync();
      InfiniticClient client = engine.getClient();
      Deferred<String> result = client.dispatch(client.newWorkflow(Lost.class)::run);
      for (int i = 1; i <= 7; i++) {
        int count = i;
        try (InfiniticWorker one =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setGracePeriod(Duration.ZERO)
                .addService(Endless.class, endless, ServiceSettings.defaults())
                .build()) {
          one.startAsync();
          InMemory.until(() -> begun.get() == count || count == 7 && hasFailed(client, result));
        }
      }
      assertThatThrownBy(result::await)
          .isInstanceOf(WorkflowFailedException.class)
          .hasMessageContaining("io.infinitic.exceptions.WorkerLostException")
          .hasMessageContaining("was taken by 6 workers one after the other");
      assertThat(begun).hasValue(6);
      List<Incident> incidents =
          client.describe(client.getWorkflowById(Lost.class, result.getId())).incidents();
      assertThat(incidents).extracting(Incident::type).containsExactly(IncidentType.TASK_FAILED);
      assertThat(incidents.get(0).taskId()).isNotEqualTo(Optional.empty());
    }
  }

  private static boolean hasFailed(InfiniticClient client, Deferred<String> run) {
    return client.describe(client.getWorkflowById(Lost.class, run.getId())).state()
        == WorkflowState.FAILED;
  }
}
