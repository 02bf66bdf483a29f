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
import io.infinitic.values.PayloadCodec;
import io.infinitic.values.Payloads;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  @Test
  void codecThatFailsIsNoVerdictOnTheCode() {
    try (InfiniticWorker worker = worker(MailboxImpl.class)) {
      Deferred<String> run = start("locked");
      ScenarioSuite.until(() -> describe("locked").waits().size() == 1);
      keysAreAway.set(true);
      send("locked");
      for (int attempt = 1; attempt <= 6; attempt++) {
        nextAttempt("locked", attempt);
      }
      WorkflowDescription described = describe("locked");
      assertThat(described.state()).isEqualTo(WorkflowState.RUNNING);
      assertThat(described.pendingTasks().get(0).lastFailure().orElseThrow())
          .contains("PayloadCodecException", "remote");
      assertThat(described.incidents())
          .singleElement()
          .satisfies(
              incident -> {
                assertThat(incident.type()).isEqualTo(IncidentType.INFRASTRUCTURE);
                assertThat(incident.message()).contains("locked", "not because of its code");
              });
      ScenarioSuite.until(
          () -> describe("locked").pendingTasks().get(0).phase() == TaskPhase.BACKOFF);
      keysAreAway.set(false);
      nextAttempt("locked", 7);
      assertThat(run.await()).isEqualTo("a letter");
      assertThat(describe("locked").incidents()).isEmpty();
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
