package io.infinitic.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowState;
import io.infinitic.examples.InMemory;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.TaskTimedOutException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.interceptors.MdcPropagator;
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Services, what a task knows, options, limits, what a worker puts around tasks. */
class WritingTasksTest {

  /** Tasks. */
  public interface Desk {
    String about();

    void block() throws InterruptedException;

    void fail();

    String tenant();
  }

  /** Nobody runs it. */
  public interface Nobody {
    void come();
  }

  /** The same. */
  public static class DeskImpl implements Desk {
    final CountDownLatch wait = new CountDownLatch(1);

    @Override
    public String about() {
      // tag::task-knows
      Failure before = Task.getLastError(); // what ended the attempt before; null in the first
      Task.logger().info("attempt {} of task {}", Task.getRetryIndex() + 1, Task.getTaskId());
      Map<String, byte[]> meta = Task.getMeta();
      meta.put("tried", new byte[] {1}); // is there in the next attempt
      InfiniticClient client = Task.getClient(); // the worker's, which closes it
      // end::task-knows
      if (before == null) {
        throw new IllegalStateException("once more");
      }
      WorkflowState state =
          client.describe(client.getWorkflowById(Working.class, Task.getWorkflowId())).state();
      return "%s, %s, %d, %s, %s"
          .formatted(
              before.getMessage(), state, Task.getRetryIndex(), meta.keySet(), Task.getTags());
    }

    @Override
    public void block() throws InterruptedException {
      wait.await();
    }

    @Override
    public void fail() {
      throw new IllegalStateException("no");
    }

    @Override
    public String tenant() {
      return MDC.get("tenant");
    }
  }

  /** Calls them. */
  public interface Working {
    String pay();

    String about();

    String limits(String which);

    String tenant();
  }

  /** The same. */
  public static class WorkingImpl extends Workflow implements Working {
    private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());
    private static final Duration SHORT = Duration.ofMillis(60);

    @Override
    public String pay() {
      // tag::task-options
      Payments payments =
          newService(
              Payments.class,
              TaskOptions.defaults()
                  .withScheduleToStart(
                      Duration.ofMinutes(5)) // each attempt, until a worker starts it
                  .withStartToClose(Duration.ofSeconds(30)) // each attempt, in the worker
                  .withHeartbeat(Duration.ofSeconds(10)) // each attempt, between two signs of life
                  .withScheduleToClose(Duration.ofHours(1)) // the task, retries included
                  .withRetry(RetryPolicy.defaults().withMaximumAttempts(5))
                  .withPriority(1)
                  .withTags(Set.of("payments"))
                  .withMeta(Map.of("source", "web".getBytes(StandardCharsets.UTF_8))));
      String receipt = payments.pay("ada", 100);
      // end::task-options
      return receipt;
    }

    @Override
    public String about() {
      return newService(
              Desk.class,
              TaskOptions.defaults()
                  .withRetry(RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(1)))
                  .withTags(Set.of("blue")))
          .about();
    }

    @Override
    public String limits(String which) {
      // tag::task-timed-out
      try {
        run(which);
        return "in time";
      } catch (TaskTimedOutException e) { // after the last attempt, or at scheduleToClose
        return e.getFailure().getMessage(); // which limit, of which task, in which attempt
      }
      // end::task-timed-out
    }

    private static void run(String which) {
      try {
        switch (which) {
          case "scheduleToStart" ->
              newService(Nobody.class, ONCE.withScheduleToStart(SHORT)).come();
          case "startToClose" -> newService(Desk.class, ONCE.withStartToClose(SHORT)).block();
          case "heartbeat" -> newService(Desk.class, ONCE.withHeartbeat(SHORT)).block();
          default ->
              newService(
                      Desk.class,
                      TaskOptions.defaults()
                          .withScheduleToClose(SHORT)
                          .withRetry(
                              RetryPolicy.defaults().withInitialDelay(Duration.ofMillis(10))))
                  .fail();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String tenant() {
      return newService(Desk.class).tenant();
    }
  }

  /** What a worker is told. */
  private final DeskImpl desk = new DeskImpl();

  private final List<String> timed = new CopyOnWriteArrayList<>();
  private final AtomicInteger transfers = new AtomicInteger();
  private final Map<Class<?>, Supplier<Object>> container =
      Map.of(
          PaymentsImpl.class,
          () ->
              new PaymentsImpl(
                  (key, customer, amount) -> {
                    switch (transfers.incrementAndGet()) {
                      case 1 -> Bank.refused("busy");
                      case 3 -> Bank.refused("closed");
                      default -> {}
                    }
                    return customer + " paid " + amount;
                  }));

  private Object instanceOf(Class<?> type) {
    return Objects.requireNonNull(container.get(type)).get();
  }

  private InfiniticWorker.Builder around(InfiniticWorker.Builder builder) {
    // tag::task-around
    TaskInterceptor stopwatch =
        call -> {
          long start = System.nanoTime();
          try {
            return call.proceed(); // the next interceptor, and at last the task
          } finally {
            record(Task.getTaskName(), System.nanoTime() - start);
          }
        };
    builder.addTaskInterceptor(stopwatch).addContextPropagator(MdcPropagator.of("tenant"));
    // end::task-around
    return builder;
  }

  private void record(String task, long nanos) {
    timed.add(task + (nanos > 0 ? "" : "?"));
  }

  private InfiniticWorker.Builder services(InfiniticWorker.Builder builder) {
    // tag::task-worker
    builder
        .serviceFactory(this::instanceOf) // such as a container's; without it, a constructor
        .addService(
            Payments.class,
            PaymentsImpl.class,
            ServiceSettings.defaults()
                .withConcurrency(20) // tasks at a time
                .withTimeout(Duration.ofSeconds(30)) // of each attempt
                .withRetry(RetryPolicy.defaults().withMaximumAttempts(12))
                .withRateLimit(50)) // attempts that start in a second, in this worker
        .addService(Desk.class, desk, ServiceSettings.defaults()); // an instance of your own
    // end::task-worker
    return builder;
  }

  private final InfiniticWorker worker =
      InMemory.start(with -> around(services(with)).addWorkflow(Working.class, WorkingImpl.class));
  private final InfiniticClient client = worker.getClient();
  private final Working working = client.newWorkflow(Working.class);

  @AfterEach
  void stop() {
    desk.wait.countDown();
    worker.close();
  }

  @Test
  void serviceIsCalledAndFails() {
    assertThat(working.pay()).isEqualTo("ada paid 100");
    assertThat(transfers).as("the bank was busy").hasValue(2);
    WorkflowFailedException failed =
        catchThrowableOfType(WorkflowFailedException.class, working::pay);
    assertThat(failed.getFailure().getName()).isEqualTo(TaskFailedException.class.getName());
    Failure cause = Objects.requireNonNull(failed.getFailure().getCause());
    assertThat(cause.getMessage()).isEqualTo("account is closed");
    assertThat(cause.getDetails()).isEqualTo(Map.of("reason", "closed"));
    assertThat(timed).containsExactly("pay", "pay", "pay");
  }

  @Test
  void taskKnows() {
    assertThat(working.about()).isEqualTo("once more, RUNNING, 1, [tried], [blue]");
  }

  @Test
  void failuresNameTheLimit() {
    assertThat(working.limits("scheduleToStart"))
        .startsWith("scheduleToStart of 60 ms of task ")
        .endsWith("Nobody.come ran out in attempt 1");
    assertThat(working.limits("startToClose"))
        .contains("attempt 1 of task ", "Desk.block has run longer than startToClose, PT0.06S");
    assertThat(working.limits("heartbeat"))
        .startsWith("heartbeat of 60 ms of task ")
        .contains("Desk.block ran out in attempt 1 by worker ");
    assertThat(working.limits("scheduleToClose")).startsWith("scheduleToClose of 60 ms of task ");
  }

  @Test
  void contextGoesAlong() {
    MDC.put("tenant", "acme");
    try {
      assertThat(client.newWorkflow(Working.class).tenant()).isEqualTo("acme");
    } finally {
      MDC.remove("tenant");
    }
    assertThat(client.newWorkflow(Working.class).tenant()).isNull();
  }
}
