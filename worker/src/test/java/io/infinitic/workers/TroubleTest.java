package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.IncidentType;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowDescription;
import io.infinitic.clients.WorkflowDescription.PendingTask;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.TimedOutException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.HistoryPage;
import io.infinitic.schemas.Reply;
import io.infinitic.values.PayloadCodec;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workflow code has done wrong, and what was missing around it. Time is moved by hand. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TroubleTest {

  private static final AtomicBoolean BROKEN = new AtomicBoolean();

  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  private final InMemoryTransport transport = new InMemoryTransport(2, clock::get);
  private final AtomicBoolean keysAreAway = new AtomicBoolean();
  private final Payloads payloads = Payloads.defaults().withCodecs(codec());
  private InfiniticWorker engine;
  private InfiniticClient client;

  public interface Mailbox {
    String read();

    SendChannel<String> getMail();
  }

  /** Catches everything. */
  public static class MailboxImpl extends Workflow implements Mailbox {
    private final Channel<String> mail = channel();

    @Override
    public String read() {
      try {
        return mail.receive().await();
      } catch (Exception e) {
        return "lost by " + e;
      }
    }

    @Override
    public SendChannel<String> getMail() {
      return mail;
    }
  }

  public static class BrokenImpl extends MailboxImpl {
    @Override
    public String read() {
      if (BROKEN.get()) {
        throw new IllegalStateException("a bug");
      }
      return super.read();
    }
  }

  public static class MailboxImpl_2 extends MailboxImpl {}

  private PayloadCodec codec() {
    return new PayloadCodec() {
      @Override
      public String name() {
        return "remote";
      }

      @Override
      public Optional<Encoded> encode(byte[] bytes) {
        return Optional.of(new Encoded(bytes, "key"));
      }

      @Override
      public byte[] decode(byte[] bytes, String parameter, int limitBytes) {
        if (keysAreAway.get()) {
          throw new IllegalStateException("the server of the keys is away");
        }
        return bytes;
      }
    };
  }

  @BeforeEach
  void start() {
    engine =
        InfiniticWorker.builder()
            .setName("engine")
            .setTransport(transport)
            .setEngine(new InMemoryStore())
            .setTimeSource(clock::get)
            .setPayloads(payloads)
            .build();
    engine.startAsync();
    client = engine.getClient();
  }

  @AfterEach
  void end() {
    engine.close();
  }

  private InfiniticWorker worker(Class<? extends Mailbox> implementation) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setPayloads(payloads)
            .addWorkflow(Mailbox.class, implementation)
            .build();
    worker.startAsync();
    return worker;
  }

  private Deferred<String> start(String id) {
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId(id);
    return client.dispatch(client.newWorkflow(Mailbox.class, options)::read);
  }

  private WorkflowDescription describe(String id) {
    return client.describe(client.getWorkflowById(Mailbox.class, id));
  }

  private void send(String id) {
    client.getWorkflowById(Mailbox.class, id).getMail().send("a letter");
  }

  /** Lets the pause after a failure pass, when the failure has been heard of. */
  private void nextAttempt(String id, int after) {
    ScenarioSuite.until(
        () ->
            describe(id).pendingTasks().stream()
                .anyMatch(task -> task.attempt() == after && task.phase() == TaskPhase.BACKOFF));
    clock.set(describe(id).pendingTasks().get(0).nextAttemptAt().orElseThrow().toEpochMilli());
    transport.timePassed();
  }

  /** What fails meanwhile is seen as what it is, and the run goes on when that has ended. */
  private void isNoVerdictOnTheCode(String id, AtomicBoolean trouble, String... reasons) {
    Deferred<String> run = start(id);
    ScenarioSuite.until(() -> describe(id).waits().size() == 1);
    trouble.set(true);
    send(id);
    for (int attempt = 1; attempt <= 6; attempt++) {
      nextAttempt(id, attempt);
      assertThat(describe(id).pendingTasks().get(0).lastFailure().orElseThrow()).contains(reasons);
    }
    assertThat(describe(id).state()).isEqualTo(WorkflowState.RUNNING);
    assertThat(describe(id).incidents())
        .singleElement()
        .satisfies(
            incident -> {
              assertThat(incident.type()).isEqualTo(IncidentType.INFRASTRUCTURE);
              assertThat(incident.message()).contains(id, "not because of its code");
            });
    ScenarioSuite.until(() -> describe(id).pendingTasks().get(0).phase() == TaskPhase.BACKOFF);
    trouble.set(false);
    nextAttempt(id, 7);
    assertThat(run.await()).isEqualTo("a letter");
    assertThat(describe(id).incidents()).isEmpty();
  }

  @Test
  void codecThatFails() {
    try (InfiniticWorker worker = worker(MailboxImpl.class)) {
      isNoVerdictOnTheCode("locked", keysAreAway, "PayloadCodecException", "remote");
    }
  }

  /** Pages of histories, on their way to a worker. */
  private final class LossyTransport extends ForwardingTransport {
    private final AtomicBoolean loses = new AtomicBoolean();
    private final boolean isGarbled;

    LossyTransport(boolean isGarbled) {
      super(TroubleTest.this.transport);
      this.isGarbled = isGarbled;
    }

    @Override
    public Listening listen(String address, Consumer<Reply> listener) {
      return super.listen(
          address,
          reply -> {
            if (!loses.get() || !(reply.body() instanceof HistoryPage page)) {
              listener.accept(reply);
              return;
            }
            if (isGarbled) {
              byte[] bytes = WireCodec.encode(reply);
              TroubleTest.this.transport.appendReply(
                  address, Arrays.copyOf(bytes, bytes.length / 2));
            }
            // A later one tells the worker at once what it would else find out in seconds.
            listener.accept(new Reply(page.withFromEvent(page.fromEvent() + 1)));
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void historyThatDoesNotComeOrCannotBeRead(boolean isGarbled) {
    LossyTransport lossy = new LossyTransport(isGarbled);
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(lossy)
            .setPayloads(payloads)
            .setCacheSize(0)
            .addWorkflow(Mailbox.class, MailboxImpl.class)
            .build()) {
      worker.startAsync();
      isNoVerdictOnTheCode(
          "forgotten", lossy.loses, "NoAnswerException", "did not send events 1 to ");
    }
  }

  /** Catches everything, also around a branch, which has a thread of its own. */
  public static class ParallelImpl extends MailboxImpl {
    @Override
    public String read() {
      String letter = super.read();
      try {
        return async(() -> letter).await();
      } catch (Throwable e) {
        return "lost by " + e;
      }
    }
  }

  /**
   * @param cacheSize with 0, the method itself has no thread; else the branch that it begins
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void processWithoutThreads(int cacheSize) {
    AtomicBoolean noThreads = new AtomicBoolean();
    ExecutorService threads = Executors.newCachedThreadPool();
    Executor scarce =
        task -> {
          if (noThreads.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          threads.execute(task);
        };
    WorkflowVersions versions =
        new WorkflowVersions(List.of(Definition.of(Mailbox.class.getName(), ParallelImpl.class)));
    try (ReplyInbox inbox = new ReplyInbox(transport, "test")) {
      WorkflowWorker worker =
          new WorkflowWorker(
              versions,
              transport,
              Environment.of(payloads, scarce, 10_000),
              inbox,
              "w",
              10,
              cacheSize);
      Consumption<?> consumption =
          new Consumption<>(
              versions.name(),
              transport,
              transport.workflowTasks(versions.name(), "w", 1),
              worker,
              new Slots(2));
      isNoVerdictOnTheCode("crowded", noThreads, "unable to create native thread");
      consumption.close(1_000);
      worker.close();
    } finally {
      threads.shutdownNow();
    }
  }

  private void getsStuck(String id) {
    for (int attempt = 1; attempt < 3; attempt++) {
      nextAttempt(id, attempt);
    }
    ScenarioSuite.until(() -> describe(id).state() == WorkflowState.STUCK);
  }

  @Test
  void stuckRunIsTriedByItself() {
    BROKEN.set(true);
    try (InfiniticWorker worker = worker(BrokenImpl.class)) {
      Deferred<String> run = start("waits");
      getsStuck("waits");
      var since = describe("waits").incidents().get(0).firstAt();
      long before = clock.get();
      nextAttempt("waits", 3);
      assertThat(clock.get() - before).isEqualTo(Duration.ofMinutes(1).toMillis());
      ScenarioSuite.until(() -> describe("waits").incidents().get(0).count() == 2);
      assertThat(describe("waits").incidents().get(0).firstAt()).isEqualTo(since);
      send("waits");
      BROKEN.set(false);
      before = clock.get();
      nextAttempt("waits", 4);
      assertThat(clock.get() - before).isEqualTo(Duration.ofMinutes(2).toMillis());
      assertThat(run.await()).isEqualTo("a letter");
    }
  }

  /** Without that any time passes. */
  @Test
  void workerWithAnotherBuildIsAskedAtOnce() {
    BROKEN.set(true);
    Deferred<String> run;
    try (InfiniticWorker worker = worker(BrokenImpl.class)) {
      run = start("heals");
      getsStuck("heals");
      send("heals");
    }
    try (InfiniticWorker worker = worker(MailboxImpl.class)) {
      assertThat(run.await()).isEqualTo("a letter");
    }
  }

  @Test
  void noWorkerHasTheVersionOfTheRun() {
    Deferred<String> run;
    try (InfiniticWorker worker = worker(MailboxImpl_2.class)) {
      run = start("newer");
      ScenarioSuite.until(() -> describe("newer").waits().size() == 1);
    }
    String problem =
        "no worker has version 2 of workflow %s: those that are connected have [0]"
            .formatted(Mailbox.class.getName());
    try (InfiniticWorker worker = worker(MailboxImpl.class)) {
      send("newer");
      ScenarioSuite.until(
          () -> {
            PendingTask decision = describe("newer").pendingTasks().get(0);
            return decision.phase() == TaskPhase.BACKOFF
                && decision.problem().equals(Optional.of(problem));
          });
      assertThatThrownBy(() -> run.await(Duration.ofMillis(10)))
          .isInstanceOf(TimedOutException.class)
          .hasMessageContaining(problem)
          .hasMessageContaining("Add the class with the suffix _2 to the worker");
    }
    try (InfiniticWorker worker = worker(MailboxImpl_2.class)) {
      nextAttempt("newer", 1);
      assertThat(run.await()).isEqualTo("a letter");
    }
  }
}
