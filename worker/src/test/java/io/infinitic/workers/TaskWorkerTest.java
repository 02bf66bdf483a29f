package io.infinitic.workers;

import static io.infinitic.workflows.Workflow.dispatch;
import static io.infinitic.workflows.Workflow.newService;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Batch;
import io.infinitic.annotations.Retry;
import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.interceptors.MdcPropagator;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.Destination;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workers.Jobs.Job;
import io.infinitic.workers.Jobs.JobImpl;
import io.infinitic.workers.Lambdas.Lambda;
import io.infinitic.workers.Lambdas.LambdaImpl;
import io.infinitic.workers.Lambdas.Script;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What a worker does beside running tasks: starting, pacing, telling, closing. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class TaskWorkerTest {

  private static final TaskOptions ONCE = TaskOptions.defaults().withRetry(RetryPolicy.none());

  private final Queue<Object> told = new ConcurrentLinkedQueue<>();
  private final Transport transport = new Listening(told);
  private final InMemoryStore store = new InMemoryStore();
  private final List<AutoCloseable> open = new ArrayList<>();

  /** Keeps what the engine is told. */
  private static final class Listening extends ForwardingTransport {
    private final Queue<Object> told;

    Listening(Queue<Object> told) {
      super(new InMemoryTransport(2, TimeSource.SYSTEM));
      this.told = told;
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      if (message instanceof EngineMessage engine) {
        told.add(engine.body());
      }
      return super.send(to, message);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
    transport.close();
    store.close();
  }

  /** A worker of workflows, with the engine. */
  private InfiniticClient engine() {
    return worker(builder -> builder.setEngine(store).addWorkflow(Lambda.class, LambdaImpl.class))
        .getClient();
  }

  private InfiniticWorker worker(Consumer<InfiniticWorker.Builder> how) {
    InfiniticWorker.Builder builder =
        InfiniticWorker.builder()
            .setName("test")
            .setTransport(transport)
            .setGracePeriod(Duration.ofMillis(100));
    how.accept(builder);
    InfiniticWorker worker = builder.build();
    worker.startAsync();
    open.add(worker);
    return worker;
  }

  private static Deferred<String> start(InfiniticClient client, Script script) {
    Lambda workflow = client.newWorkflow(Lambda.class);
    return client.dispatch(workflow::run, Lambdas.named(script));
  }

  private static String inJob(InfiniticClient client, TaskOptions options, Jobs.Script script) {
    String name = Jobs.named(script);
    return start(
            client,
            w -> {
              Job job = newService(Job.class, options);
              return job.run(name);
            })
        .await();
  }

  private <T> List<T> told(Class<T> type) {
    return told.stream().filter(type::isInstance).map(type::cast).toList();
  }

  // ---- closing

  @Test
  void whatClosingInterruptsRunsInAnotherWorkerAtOnce() throws Exception {
    InfiniticClient client = engine();
    InfiniticWorker first = worker(builder -> builder.addService(Job.class, JobImpl.class));
    CountDownLatch started = new CountDownLatch(1);
    String name =
        Jobs.named(
            () -> {
              if (started.getCount() > 0) {
                started.countDown();
                return Jobs.block();
              }
              return Task.getRetryIndex() + " " + Task.getLastError();
            });
    Deferred<String> result =
        start(
            client,
            w -> {
              Job job = newService(Job.class, ONCE);
              return job.run(name);
            });
    started.await();
    first.close();
    worker(builder -> builder.addService(Job.class, JobImpl.class));
    assertThat(result.await()).isEqualTo("0 null");
  }

  @Test
  void closingWaitsForWhatRuns() throws Exception {
    InfiniticClient client = engine();
    InfiniticWorker first =
        worker(
            builder ->
                builder
                    .setGracePeriod(Duration.ofSeconds(20))
                    .addService(Job.class, JobImpl.class));
    CountDownLatch started = new CountDownLatch(1);
    String name =
        Jobs.named(
            () -> {
              started.countDown();
              Jobs.take(300);
              InfiniticClient own = Task.getClient(); // also while the worker waits
              return "finished " + (own != null);
            });
    Deferred<String> result =
        start(
            client,
            w -> {
              Job job = newService(Job.class, ONCE);
              return job.run(name);
            });
    started.await();
    first.close();
    assertThat(result.await()).isEqualTo("finished true");
  }

  @Test
  void batchThatHasNotBegunIsGivenBack() throws Exception {
    InfiniticClient client = engine();
    InfiniticWorker first = worker(builder -> builder.addService(Waiting.class, WaitingImpl.class));
    Deferred<String> result =
        start(
            client,
            w -> {
              Waiting service = newService(Waiting.class, ONCE);
              return service.run("a");
            });
    ScenarioSuite.until(
        () ->
            client
                .describe(client.getWorkflowById(Lambda.class, result.getId()))
                .pendingTasks()
                .stream()
                .anyMatch(task -> task.name().contains("Waiting")));
    first.close();
    worker(builder -> builder.addService(Waiting.class, new NoBatch(), ServiceSettings.defaults()));
    assertThat(result.await()).isEqualTo("a alone");
  }

  public interface Waiting {
    String run(String input);
  }

  /** Waits for more tasks for a day. */
  public static class WaitingImpl implements Waiting {
    @Override
    public String run(String input) {
      throw new UnsupportedOperationException();
    }

    @Batch(maxSeconds = 86_400)
    public Map<String, String> run(Map<String, String> inputs) {
      return inputs;
    }
  }

  public static class NoBatch implements Waiting {
    @Override
    public String run(String input) {
      return input + " alone";
    }
  }

  // ---- what the engine is told

  @Test
  void shortTasksCostNoExtraMessage() {
    InfiniticClient client = engine();
    worker(builder -> builder.addService(Job.class, JobImpl.class));
    assertThat(inJob(client, ONCE, () -> "short")).isEqualTo("short");
    assertThat(told(TaskStarted.class)).isEmpty();
  }

  @Test
  void startOfALimitedTaskIsToldWithTheTimeThatItMayTake() {
    InfiniticClient client = engine();
    worker(
        builder ->
            builder.addService(
                Job.class,
                JobImpl.class,
                ServiceSettings.defaults().withRetry(RetryPolicy.none())));
    TaskOptions limited = TaskOptions.defaults().withStartToClose(Duration.ofSeconds(20));
    inJob(client, limited, () -> "");
    inJob(client, ONCE.withHeartbeat(Duration.ofSeconds(7)), () -> "");
    inJob(client, ONCE.withScheduleToStart(Duration.ofSeconds(7)), () -> "");
    List<TaskStarted> starts = told(TaskStarted.class);
    assertThat(starts).extracting(TaskStarted::limitMillis).containsExactly(22_000L, 0L, 0L);
    assertThat(starts).extracting(TaskStarted::heartbeatMillis).containsExactly(0L, 7_000L, 0L);
    assertThat(starts.get(0).policy().maximumAttempts()).isEqualTo(1);
    assertThat(starts.get(1).policy()).as("the call has its own").isNull();
  }

  @Test
  void longTasksAreToldAfterAWhile() {
    InfiniticClient client = engine();
    worker(builder -> builder.addService(Job.class, JobImpl.class));
    inJob(
        client,
        ONCE,
        () -> {
          ScenarioSuite.until(() -> !told(TaskStarted.class).isEmpty());
          return "";
        });
    assertThat(told(TaskStarted.class)).hasSize(1);
  }

  @Test
  void heartbeatsAreThrottled() {
    InfiniticClient client = engine();
    worker(builder -> builder.addService(Job.class, JobImpl.class));
    inJob(
        client,
        ONCE,
        () -> {
          for (int i = 0; i < 10_000; i++) {
            Task.heartbeat(i);
          }
          return "";
        });
    assertThat(told(TaskHeartbeat.class)).hasSize(1);
    told.clear();
    inJob(
        client,
        ONCE.withHeartbeat(Duration.ofMillis(1_500)),
        () -> {
          Task.heartbeat("first");
          Task.heartbeat("second");
          Task.heartbeat("third");
          // held back, and sent though there is no other
          ScenarioSuite.until(() -> told(TaskHeartbeat.class).size() == 2);
          return "";
        });
    assertThat(told(TaskHeartbeat.class)).hasSize(2);
  }

  // ---- pace

  private void startMany(InfiniticClient client, int tasks, Queue<Long> times) {
    String name =
        Jobs.named(
            () -> {
              times.add(System.nanoTime());
              return "";
            });
    start(
            client,
            w -> {
              Job job = newService(Job.class, ONCE);
              List<io.infinitic.workflows.Deferred<String>> all = new ArrayList<>();
              for (int i = 0; i < tasks; i++) {
                all.add(dispatch(job::run, name));
              }
              for (var one : all) {
                one.await();
              }
              return "";
            })
        .await();
  }

  /** Of all times, and a little less: threads start late, not early. */
  private static double seconds(Queue<Long> times) {
    long first = times.stream().mapToLong(Long::longValue).min().orElseThrow();
    long last = times.stream().mapToLong(Long::longValue).max().orElseThrow();
    return (last - first) / 1e9 + 0.05;
  }

  @Test
  void rateOfOneWorker() {
    InfiniticClient client = engine();
    worker(
        builder ->
            builder.addService(
                Job.class, JobImpl.class, ServiceSettings.defaults().withRateLimit(20)));
    Queue<Long> times = new ConcurrentLinkedQueue<>();
    startMany(client, 11, times);
    assertThat(seconds(times)).isGreaterThanOrEqualTo(10 / 20.0);
  }

  @Test
  void rateOfAllWorkers() {
    InfiniticClient client = engine();
    for (int i = 0; i < 3; i++) {
      worker(
          builder ->
              builder.addService(
                  Job.class, JobImpl.class, ServiceSettings.defaults().withGlobalRateLimit(20)));
    }
    Queue<Long> times = new ConcurrentLinkedQueue<>();
    startMany(client, 21, times);
    assertThat(seconds(times)).isGreaterThanOrEqualTo(20 / 20.0);
  }

  @Test
  void workerThatWaitsForAPermitCloses() {
    InfiniticClient client = engine();
    InfiniticWorker slow =
        worker(
            builder ->
                builder.addService(
                    Job.class,
                    JobImpl.class,
                    ServiceSettings.defaults().withGlobalRateLimit(0.01)));
    Queue<Long> times = new ConcurrentLinkedQueue<>();
    String name =
        Jobs.named(
            () -> {
              times.add(1L);
              return "done";
            });
    Deferred<String> result =
        start(
            client,
            w -> {
              Job job = newService(Job.class, ONCE);
              var first = dispatch(job::run, name);
              var second = dispatch(job::run, name);
              return first.await() + " " + second.await();
            });
    ScenarioSuite.until(() -> times.size() == 1);
    slow.close();
    worker(builder -> builder.addService(Job.class, JobImpl.class));
    assertThat(result.await()).isEqualTo("done done");
  }

  // ---- what is around tasks

  @Test
  void interceptorsAreCalledInOrderAroundEachAttempt() {
    InfiniticClient client = engine();
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    worker(
        builder ->
            builder
                .addTaskInterceptor(
                    call -> {
                      calls.add("outer " + call.method().getName() + " " + call.arguments().size());
                      try {
                        return call.proceed() + "!";
                      } catch (IllegalStateException e) {
                        throw new IllegalArgumentException("translated " + e.getMessage());
                      }
                    })
                .addTaskInterceptor(
                    call -> {
                      calls.add("inner " + (call.instance() instanceof JobImpl));
                      return call.proceed() + "?";
                    })
                .addService(Job.class, JobImpl.class));
    TaskOptions twice =
        TaskOptions.defaults()
            .withRetry(
                RetryPolicy.defaults()
                    .withInitialDelay(Duration.ofMillis(1))
                    .withMaximumAttempts(2));
    assertThat(
            inJob(
                client,
                twice,
                () -> {
                  if (Task.getRetryIndex() == 0) {
                    throw new IllegalStateException("first");
                  }
                  return "" + Task.getLastError();
                }))
        .isEqualTo("java.lang.IllegalArgumentException: translated first?!");
    assertThat(calls).containsExactly("outer run 1", "inner true", "outer run 1", "inner true");
  }

  @Test
  void contextOfTheMetaDataIsThereInTheTaskAndGoneAfterIt() {
    InfiniticClient client = engine();
    worker(
        builder ->
            builder
                .addContextPropagator(MdcPropagator.of("trace"))
                .addService(
                    Job.class, JobImpl.class, ServiceSettings.defaults().withConcurrency(1)));
    TaskOptions traced = ONCE.withMeta(Map.of("mdc.trace", "t-1".getBytes()));
    Jobs.Script trace = () -> "" + org.slf4j.MDC.get("trace");
    assertThat(inJob(client, traced, trace)).isEqualTo("t-1");
    assertThat(inJob(client, ONCE, trace)).isEqualTo("null");
  }

  @Test
  void instancesComeFromTheFactories() {
    Queue<Class<?>> services = new ConcurrentLinkedQueue<>();
    Queue<Class<?>> workflows = new ConcurrentLinkedQueue<>();
    InfiniticWorker worker =
        worker(
            builder ->
                builder
                    .setEngine(store)
                    .serviceFactory(
                        type -> {
                          services.add(type);
                          return new JobImpl();
                        })
                    .workflowFactory(
                        type -> {
                          workflows.add(type);
                          return new LambdaImpl();
                        })
                    .addService(Job.class, JobImpl.class)
                    .addWorkflow(Lambda.class, LambdaImpl.class));
    assertThat(inJob(worker.getClient(), ONCE, () -> "made")).isEqualTo("made");
    assertThat(services).containsOnly(JobImpl.class);
    assertThat(workflows).containsOnly(LambdaImpl.class);
  }

  // ---- threads

  @Test
  void asManyAtATimeAsConfigured() {
    InfiniticClient client = engine();
    worker(
        builder ->
            builder.addService(
                Job.class, JobImpl.class, ServiceSettings.defaults().withConcurrency(7)));
    assertThat(together(client, 7)).isEqualTo("together");
    assertThat(together(client, 7)).as("again").isEqualTo("together");
  }

  /** So many tasks, each of which waits for all others to run. */
  private String together(InfiniticClient client, int count) {
    CountDownLatch all = new CountDownLatch(count);
    String name =
        Jobs.named(
            () -> {
              all.countDown();
              all.await();
              return "";
            });
    return start(
            client,
            w -> {
              Job job = newService(Job.class, ONCE);
              List<io.infinitic.workflows.Deferred<String>> tasks = new ArrayList<>();
              for (int i = 0; i < count; i++) {
                tasks.add(dispatch(job::run, name));
              }
              for (var task : tasks) {
                task.await();
              }
              return "together";
            })
        .await();
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtualThreads() throws Exception {
    InfiniticClient client = engine();
    worker(
        builder ->
            builder.addService(
                Job.class,
                JobImpl.class,
                ServiceSettings.defaults().withVirtualThreads().withConcurrency(1_000)));
    var isVirtual = Thread.class.getMethod("isVirtual");
    assertThat(inJob(client, ONCE, () -> "" + isVirtual.invoke(Thread.currentThread())))
        .isEqualTo("true");
    assertThat(together(client, 500)).isEqualTo("together");
    assertThatThrownBy(
            () -> inJob(client, ONCE.withStartToClose(Duration.ofMillis(50)), Jobs::block))
        .hasMessageContaining("Job");
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void virtualThreadsAreRefusedWhereThereAreNone() {
    assertThatThrownBy(
            () ->
                InfiniticWorker.builder()
                    .addService(
                        Job.class, JobImpl.class, ServiceSettings.defaults().withVirtualThreads()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("virtual threads need a JDK from 21 on");
  }

  // ---- mistakes that are told at the start

  public interface Charging {
    String charge(String order);

    int sum(int a, int b);
  }

  /** The tasks; the batches are wrong. */
  public static class ChargingImpl implements Charging {
    @Override
    public String charge(String order) {
      return "";
    }

    @Override
    public int sum(int a, int b) {
      return a + b;
    }
  }

  public static class WrongInput extends ChargingImpl {
    @Batch
    public Map<String, String> charge(Map<String, Integer> orders) {
      return Map.of();
    }
  }

  public static class WrongOutput extends ChargingImpl {
    @Batch
    public Map<String, String> sum(Map<String, List<Object>> numbers) {
      return Map.of();
    }
  }

  public static class NoMap extends ChargingImpl {
    @Batch
    public List<String> charge(List<String> orders) {
      return orders;
    }
  }

  public static class NoSuchTask extends ChargingImpl {
    @Batch
    public Map<String, String> charged(Map<String, String> orders) {
      return orders;
    }
  }

  public static class Empty extends ChargingImpl {
    @Batch(maxMessages = 0)
    public Map<String, String> charge(Map<String, String> orders) {
      return orders;
    }
  }

  public static class Right extends ChargingImpl {
    @Batch
    public Map<String, String> charge(Map<String, String> orders) {
      return orders;
    }
  }

  public static class Overriding extends Right {
    @Override
    @Batch(maxMessages = 5)
    public Map<String, String> charge(Map<String, String> orders) {
      return orders;
    }
  }

  @Retry(with = NeedsArgument.class)
  public static class WrongRetry extends JobImpl {}

  /** Cannot be made by a worker. */
  public record NeedsArgument(int retries) implements io.infinitic.tasks.WithRetry {
    @Override
    public Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      return null;
    }
  }

  @Test
  void annotationsThatCannotBeFollowedAreErrorsBeforeTheStart() {
    assertRefused(WrongInput.class, "WrongInput.charge fits no task of that name");
    assertRefused(WrongOutput.class, "WrongOutput.sum returns");
    assertRefused(NoMap.class, "NoMap.charge takes no Map<String, I>");
    assertRefused(NoSuchTask.class, "NoSuchTask.charged fits no task of that name");
    assertRefused(Empty.class, "Empty.charge has maxMessages = 0");
    InfiniticWorker.builder()
        .addService(Charging.class, Right.class)
        .addService(Charging.class, Overriding.class);
    assertThatThrownBy(() -> InfiniticWorker.builder().addService(Job.class, WrongRetry.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NeedsArgument");
  }

  private static void assertRefused(Class<?> implementation, String expected) {
    assertThatThrownBy(() -> InfiniticWorker.builder().addService(Charging.class, implementation))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }
}
