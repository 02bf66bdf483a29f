package io.infinitic.workers;

import static io.infinitic.workers.Ballast.LARGEST;
import static io.infinitic.workers.Ballast.META;
import static io.infinitic.workers.Ballast.text;
import static io.infinitic.workers.Ballast.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.tasks.TaskOptions;
import io.infinitic.transport.Destination;
import io.infinitic.transport.TimeSource;
import io.infinitic.values.Payloads;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import io.infinitic.workers.Ballast.Heavy;
import io.infinitic.workers.Ballast.HeavyImpl;
import io.infinitic.workers.Ballast.Script;
import io.infinitic.workers.Ballast.Sized;
import io.infinitic.workers.Ballast.SizedImpl;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Values about as large as they may be, in whatever a run does: together they are larger than any
 * message may be, and yet none is refused, no decision fails, and every value arrives whole.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AnySizesTest {

  private static final int RUNS = 4;
  private static final int SIGNALS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(100);

  /** An engine and a worker, and what they have not got through. */
  private static final class Target implements AutoCloseable {
    private final InMemoryTransport memory = new InMemoryTransport(2, TimeSource.SYSTEM);
    private final Queue<String> refused = new ConcurrentLinkedQueue<>();
    private final AtomicInteger largestTask = new AtomicInteger();
    private final InfiniticWorker worker;

    Target(int cacheSize, Payloads payloads) {
      worker =
          InfiniticWorker.builder()
              .setTransport(watched())
              .setEngine(new InMemoryStore())
              .setPayloads(payloads)
              .setCacheSize(cacheSize)
              .addService(Heavy.class, HeavyImpl.class)
              .addWorkflow(Sized.class, SizedImpl.class)
              .build();
      worker.startAsync();
    }

    private ForwardingTransport watched() {
      return new ForwardingTransport(memory) {
        @Override
        public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
          CompletableFuture<Void> sent = super.send(to, message);
          if (sent.isCompletedExceptionally()) {
            refused.add(to + " " + sent.handle((done, error) -> String.valueOf(error)).join());
          }
          if (message instanceof EngineMessage engines
              && engines.body() instanceof WorkflowTaskFailed failed) {
            refused.add(failed.failure().name() + " " + failed.failure().message());
          } else if (message instanceof ExecuteTask) {
            largestTask.accumulateAndGet(Sizes.of(message), Math::max);
          }
          return sent;
        }
      };
    }

    InfiniticClient client() {
      return worker.getClient();
    }

    Sized start(String id) {
      return client()
          .newWorkflow(
              Sized.class,
              WorkflowOptions.defaults()
                  .withWorkflowId(id)
                  .withTags(Set.of("tag"))
                  .withMeta(Map.of("ballast", new byte[META])));
    }

    String run(Script script) {
      String name = Ballast.named(script);
      return client().dispatch(start(name)::code, name).await(LIMIT);
    }

    @Override
    public void close() {
      worker.close();
    }
  }

  @Test
  void whateverARunDoes() {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("AnySizesTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < RUNS; i++) { // each with a log of its own, which keeps all messages
      int cacheSize = i == 0 ? 0 : 100; // the first replays all the time
      try (Target target = new Target(cacheSize, Payloads.defaults())) {
        assertGetsThrough(target, random.nextLong(), cacheSize == 0 ? 0 : 1);
        assertThat(target.refused).as("seed %d, run %d", seed, i).isEmpty();
        assertThat(target.memory.deadLetters()).isEmpty();
      }
    }
  }

  private static void assertGetsThrough(Target target, long seed, int more) {
    InfiniticClient client = target.client();
    Random random = new Random(seed);
    String id = "any";
    Sized stub = target.start(id);
    Deferred<String> result =
        client.dispatch(stub::run, random.nextLong(), more, SIGNALS, text(random));
    Sized running = client.getWorkflowById(Sized.class, id);
    List<Deferred<String>> calls = new ArrayList<>();
    for (int i = 0; i < SIGNALS; i++) {
      calls.add(client.dispatch(running::call, text(random)));
      running.getTexts().send(text(random));
    }
    calls.forEach(call -> whole(call.await(LIMIT)));
    whole(result.await(LIMIT));
    whole(running.ask(text(LARGEST)));
    assertThat(client.history(id)).isNotEmpty();
    assertThat(client.describe(running).state().isOpen()).isFalse();
  }

  @Test
  void largestHeartbeatBesideTheLargestArgumentsMetaDataAndFailure() {
    try (Target target = new Target(100, Payloads.defaults())) {
      TaskOptions options =
          TaskOptions.defaults()
              .withRetry(Ballast.FAST)
              .withMeta(Map.of("ballast", new byte[META]));
      whole(target.run(() -> heavy(options).stubborn(text(LARGEST), 160_000, LARGEST)));
      assertThat(target.refused).isEmpty();
      assertThat(target.largestTask.get()).isBetween(4_600_000, Limits.MESSAGE_BYTES);
    }
  }

  /** Where a value may take more than by default, two of them do not fit into a message. */
  @Test
  void heartbeatThatWouldNotFitBesideTheArgumentsIsRefusedWhereItIsTold() {
    try (Target target = new Target(100, Payloads.defaults().withLimit(4 << 20))) {
      TaskOptions once = TaskOptions.defaults().withRetry(RetryPolicy.none());
      assertThat(
              target.run(() -> failure(() -> heavy(once).stubborn(text(3_000_000), 20, 3_000_000))))
          .startsWith(PayloadTooLargeException.class.getName() + ": details of a heartbeat of ")
          .contains("Heavy.stubborn: ");
      assertThat(target.refused).isEmpty();
    }
  }

  @Test
  void metaDataThatAnAttemptHasMadeTooLargeIsItsTasksFailure() {
    try (Target target = new Target(100, Payloads.defaults())) {
      for (TaskOptions options : List.of(TaskOptions.defaults(), TaskOptions.local())) {
        assertThat(target.run(() -> failure(() -> heavy(options).growing(4_000_000, true))))
            .startsWith(PayloadTooLargeException.class.getName() + ": the tags and meta data of ")
            .contains("Heavy.growing: ")
            .endsWith(" by " + TaskFailure.class.getName() + ": as told");
        assertThat(target.run(() -> failure(() -> heavy(options).growing(4_000_000, false))))
            .as("no other attempt would need them")
            .isEqualTo(TaskFailure.class.getName() + ": as told");
      }
      assertThat(target.refused).isEmpty();
    }
  }

  private static Heavy heavy(TaskOptions options) {
    return Workflow.newService(Heavy.class, options);
  }

  private static String failure(Runnable task) {
    try {
      task.run();
      return "none";
    } catch (TaskFailedException e) {
      Failure failure = e.getFailure();
      return told(failure) + (failure.getCause() == null ? "" : " by " + told(failure.getCause()));
    }
  }

  private static String told(Failure failure) {
    return failure.getName() + ": " + failure.getMessage();
  }
}
