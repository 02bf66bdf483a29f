package io.infinitic.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.annotations.Batch;
import io.infinitic.annotations.Retry;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.WithRetry;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.TimeSource;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.Definition;
import io.infinitic.workers.ForwardingTransport;
import io.infinitic.workers.Slots;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When threads, memory or the broker's patience end: each attempt has an outcome all the same. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class MishapsTest {

  private static final String SERVICE = Odd.class.getName();

  private final Queue<Object> told = new ConcurrentLinkedQueue<>();
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Threads threads = new Threads();
  private final Payloads payloads = Payloads.defaults();
  private int brokerLimit = Integer.MAX_VALUE;
  private final ForwardingTransport transport = new Broker();
  private final TaskEnvironment environment =
      new TaskEnvironment(
          transport,
          payloads,
          new ReplyInbox(transport, "test"),
          timer,
          () -> {
            throw new IllegalStateException();
          },
          "test",
          List.of(),
          List.of());

  /** With a limit of a message, as brokers have. */
  private final class Broker extends ForwardingTransport {
    Broker() {
      super(new InMemoryTransport(1, TimeSource.SYSTEM));
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      Object body = ((EngineMessage) message).body();
      if (body.toString().length() > brokerLimit) {
        return CompletableFuture.failedFuture(new MessageTooLargeException("too large"));
      }
      told.add(body);
      return CompletableFuture.completedFuture(null);
    }
  }

  /** The caller's; or none. */
  private static final class Threads extends AbstractExecutorService {
    volatile boolean none;

    @Override
    public void execute(Runnable command) {
      if (none) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      command.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  public interface Odd {
    Object value();

    CompletableFuture<String> later();

    Object many(String input);
  }

  /** Does what the test says. */
  @Retry(with = CountedRetry.class)
  public static class OddImpl implements Odd {
    static CompletableFuture<String> later = new CompletableFuture<>();
    static final AtomicInteger DECISIONS = new AtomicInteger();
    static Runnable script = () -> {};

    @Override
    public Object value() {
      script.run();
      return "done";
    }

    @Override
    public CompletableFuture<String> later() {
      return later;
    }

    @Override
    public Object many(String input) {
      throw new UnsupportedOperationException();
    }

    @Batch(maxMessages = 3, maxSeconds = 86_400)
    public Map<String, Object> many(Map<String, String> inputs) {
      Map<String, Object> results = new LinkedHashMap<>();
      inputs.forEach(
          (id, input) -> results.put(id, input.equals("bad") ? new Bottomless() : input));
      return results;
    }
  }

  /** Cannot be written. */
  public static final class Bottomless {
    public String getValue() {
      throw new StackOverflowError();
    }
  }

  /** Counts how often it is asked. */
  public static final class CountedRetry implements WithRetry {
    @Override
    public @Nullable Double getSecondsBeforeRetry(int retryIndex, Exception exception) {
      OddImpl.DECISIONS.incrementAndGet();
      return null;
    }
  }

  private final Definition definition = Definition.of(SERVICE, OddImpl.class);
  private final Slots slots = new Slots(0);
  private final Service service =
      new Service(
          definition,
          new OddImpl(),
          new TaskMethods(definition, new OddImpl()),
          ServiceSettings.defaults(),
          null,
          threads,
          environment);
  private final Executions executions = new Executions(environment);

  MishapsTest() {
    timer.setRemoveOnCancelPolicy(true);
    OddImpl.DECISIONS.set(0);
    OddImpl.later = new CompletableFuture<>();
    OddImpl.script = () -> {};
  }

  @AfterEach
  void close() {
    timer.shutdownNow();
    transport.close();
  }

  private ExecuteTask task(String id, String name, List<String> arguments) {
    return new ExecuteTask(
        id,
        "w",
        "r",
        "flow",
        1,
        SERVICE,
        name,
        1,
        arguments.stream().map(one -> payloads.write(one, String.class, "")).toList(),
        new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0),
        null,
        0,
        0,
        0,
        null);
  }

  private Attempt attempt(String name, String... arguments) {
    return new Attempt(service, task(name + told.size(), name, List.of(arguments)));
  }

  private Attempt run(String name) {
    Attempt attempt = attempt(name);
    TaskMethod method = service.methods().find(name, List.of(), Payloads.defaults()).orElseThrow();
    new SingleExecution(service, method, attempt, executions, slots).run();
    return attempt;
  }

  private List<Attempt> batch(String... inputs) {
    Batches batches = new Batches(service, executions, slots);
    TaskMethod method =
        service
            .methods()
            .find("many", task("", "many", List.of("")).arguments(), Payloads.defaults())
            .orElseThrow();
    List<Attempt> attempts = new ArrayList<>();
    for (String input : inputs) {
      Attempt attempt = new Attempt(service, task(input, "many", List.of(input)));
      attempts.add(attempt);
      batches.add(method, java.util.Objects.requireNonNull(method.batch()), attempt);
    }
    return attempts;
  }

  private <T> List<T> told(Class<T> type) {
    return told.stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void batchWithoutAThreadGoesBack() {
    threads.none = true;
    List<Attempt> attempts = batch("a", "b", "c");
    assertThat(attempts)
        .allSatisfy(one -> assertThat(one.report().done()).isCompletedExceptionally());
    assertThat(slots)
        .extracting("free", InstanceOfAssertFactories.type(Semaphore.class))
        .returns(3, Semaphore::availablePermits);
  }

  @Test
  void fullBatchLeavesNothingInTheTimer() {
    int before = timer.getQueue().size();
    batch("a", "b", "c");
    assertThat(told(TaskCompleted.class)).hasSize(3);
    assertThat(timer.getQueue()).hasSize(before);
  }

  @Test
  void resultThatCannotBeWrittenFailsItsTaskAndNoOther() {
    List<Attempt> attempts = batch("a", "bad", "c");
    assertThat(attempts).allSatisfy(one -> assertThat(one.report().done()).isCompleted());
    assertThat(told(TaskCompleted.class)).hasSize(2);
    assertThat(told(TaskFailed.class)).singleElement().matches(failed -> !failed.retryable());
  }

  @Test
  void resultWithoutAThreadGoesBack() {
    Attempt attempt = run("later");
    threads.none = true;
    OddImpl.later.complete("too late");
    assertThatThrownBy(() -> attempt.report().done().get()).isInstanceOf(ExecutionException.class);
    executions.close(); // knows nothing that runs
  }

  @Test
  void failureThatIsTooLargeIsToldWithLess() {
    brokerLimit = 20_000;
    OddImpl.script =
        () -> {
          Task.getMeta().put("large", new byte[50_000]);
          throw new IllegalStateException("small");
        };
    assertThat(run("value").report().done()).isCompleted();
    assertThat(told(TaskFailed.class).get(0).failure().message()).isEqualTo("small");
    brokerLimit = 1_500;
    assertThat(run("value").report().done()).isCompleted();
    assertThat(told(TaskFailed.class).get(1).failure().name())
        .isEqualTo(IllegalStateException.class.getName());
  }

  @Test
  void whatIsLostAfterItsReportChangesNothing() {
    Attempt attempt = run("value");
    attempt.report().lost(new IllegalStateException());
    assertThat(attempt.report().done()).isCompletedWithValue(null);
    Attempt reported = attempt("value");
    reported.report().dropped();
    assertThat(OddImpl.DECISIONS).hasValue(0);
  }

  @Test
  void endlessAndNegativeDelays() {
    assertThat(delay(ChronoUnit.FOREVER.getDuration())).isEqualTo(36_500L * 86_400_000);
    assertThat(delay(Duration.ofMillis(Long.MAX_VALUE))).isEqualTo(36_500L * 86_400_000);
    assertThat(delay(Duration.ofSeconds(-1))).isZero();
  }

  private long delay(Duration asked) {
    OddImpl.script =
        () -> {
          throw new TaskFailure("").retryAfter(asked);
        };
    told.clear();
    run("value");
    return told(TaskFailed.class).get(0).retryAfterMillis();
  }

  /** Another worker may have it, while a new version is rolled out. */
  @Test
  void unknownTaskIsTriedAgain() {
    TaskWorker worker =
        new TaskWorker(Hosted.of(definition, ServiceSettings.defaults()), environment);
    ExecuteTask unknown = task("new", "unknown", List.of());
    assertThat(worker.handle(unknown, new Message(unknown), Runnable::run)).isCompleted();
    assertThat(told(TaskFailed.class).get(0).retryable()).isTrue();
    assertThat(told(TaskFailed.class).get(0).failure().message()).contains("unknown");
    worker.stop();
  }

  @Test
  void attemptThatRunsIsKnownHoweverManyHaveEndedSince() {
    TaskWorker worker =
        new TaskWorker(Hosted.of(definition, ServiceSettings.defaults()), environment);
    ExecuteTask waiting = task("waiting", "later", List.of());
    CompletableFuture<Void> first = worker.handle(waiting, new Message(waiting), Runnable::run);
    for (int i = 0; i < 11_000; i++) {
      ExecuteTask other = task("other" + i, "unknown", List.of());
      worker.handle(other, new Message(other), Runnable::run);
    }
    assertThat(worker.handle(waiting, new Message(waiting), Runnable::run)).isSameAs(first);
    worker.stop();
  }

  /** Not repeated by the broker, as far as it knows. */
  private record Message(ExecuteTask message) implements Delivery<ExecuteTask> {
    @Override
    public byte[] bytes() {
      return ByteBuffer.allocate(0).array();
    }

    @Override
    public @Nullable String key() {
      return null;
    }

    @Override
    public String origin() {
      return "test";
    }

    @Override
    public boolean mayBeRepeated() {
      return false;
    }

    @Override
    public void acknowledge() {}

    @Override
    public void giveBack() {}
  }
}
