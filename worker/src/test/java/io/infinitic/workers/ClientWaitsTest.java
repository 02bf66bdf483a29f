package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.transport.Destination;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers that wait: through restarts, lost replies, in great number, and when they give up. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClientWaitsTest {

  public interface Waiting {
    String hold();

    SendChannel<String> getNotes();
  }

  public static class WaitingImpl extends Workflow implements Waiting {
    private final Channel<String> notes = channel();

    @Override
    public String hold() {
      return notes.receive().await();
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  private final InMemoryStore store = new InMemoryStore();

  private InfiniticWorker engine(Transport transport) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setEngine(store)
            .addWorkflow(Waiting.class, WaitingImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  @Test
  void thousandWaitingCallsNeedNoThousandThreadsAndSurviveARestart() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticClient client = InfiniticClient.builder().setTransport(transport).build()) {
      List<Deferred<String>> waiting = new ArrayList<>();
      try (InfiniticWorker first = engine(transport)) {
        Waiting stub = client.newWorkflow(Waiting.class);
        int threads = clientThreads();
        for (int i = 0; i < 1_000; i++) {
          waiting.add(client.dispatch(stub::hold));
        }
        assertThat(clientThreads() - threads).isLessThan(10);
      }
      try (InfiniticWorker second = engine(transport)) {
        for (Deferred<String> one : waiting) {
          client.getWorkflowById(Waiting.class, one.getId()).getNotes().send(one.getId());
        }
        waiting.forEach(one -> assertThat(one.await()).isEqualTo(one.getId()));
      }
    }
  }

  private static int clientThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("infinitic-workflow"))
            .filter(thread -> !thread.getName().startsWith("infinitic-io"))
            .count();
  }

  @Test
  void lostRepliesCostTimeNotAnswers() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    AtomicInteger lost = new AtomicInteger();
    DuplicatingTransport deaf =
        new DuplicatingTransport(transport) {
          @Override
          public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
            boolean lose = to instanceof Destination.Replies && lost.incrementAndGet() == 1;
            return lose ? CompletableFuture.completedFuture(null) : transport.send(to, message);
          }
        };
    try (InfiniticWorker worker = engine(deaf);
        InfiniticClient client = InfiniticClient.builder().setTransport(transport).build()) {
      Waiting stub = client.newWorkflow(Waiting.class);
      Deferred<String> result = client.dispatch(stub::hold); // its first reply is lost
      client.getWorkflowById(Waiting.class, result.getId()).getNotes().send("x");
      assertThat(result.await()).isEqualTo("x");
      assertThat(lost.get()).as("replies after the lost one").isGreaterThan(1);
    }
  }

  @Test
  void closingTheClientEndsWhatWaits() {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker worker = engine(transport)) {
      InfiniticClient client = InfiniticClient.builder().setTransport(transport).build();
      Deferred<String> result = client.dispatch(client.newWorkflow(Waiting.class)::hold);
      client.close();
      assertThatThrownBy(result::await)
          .isInstanceOf(InfiniticException.class)
          .hasMessageContaining("client was closed")
          .hasMessageContaining("the workflow goes on");
    }
  }

  /** Takes nothing for the engine until it is told to. */
  private static final class SlowBroker extends ForwardingTransport {
    private final CompletableFuture<Void> takes = new CompletableFuture<>();

    SlowBroker(Transport transport) {
      super(transport);
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      return to instanceof Destination.Engine
          ? takes.thenCompose(now -> transport.send(to, message))
          : transport.send(to, message);
    }
  }

  private static CompletableFuture<?> start(InfiniticClient client, String id) {
    WorkflowOptions options = WorkflowOptions.defaults().withWorkflowId(id);
    return client.dispatchAsync(client.newWorkflow(Waiting.class, options)::hold);
  }

  @Test
  void closingLetsWhatWasAskedForLeave() throws InterruptedException {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    SlowBroker slow = new SlowBroker(transport);
    InfiniticClient client = InfiniticClient.builder().setTransport(slow).build();
    CompletableFuture<?> started = start(client, "late");
    Thread closing = new Thread(client::close);
    closing.start();
    ScenarioSuite.until(
        () -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
    assertThat(started).as("while the broker has not taken it").isNotDone();
    slow.takes.complete(null);
    closing.join();
    assertThatThrownBy(started::join)
        .hasMessageContaining("no engine has accepted the request yet, and one will");
    try (InfiniticWorker worker = engine(transport)) {
      WorkflowQuery late = WorkflowQuery.all().withIdPrefix("late");
      ScenarioSuite.until(() -> worker.getClient().list(late).items().size() == 1);
    }
  }

  @Test
  void closingSaysOfNoStartThatItsWorkflowGoesOn() {
    InMemoryTransport withoutEngine = new InMemoryTransport(2, TimeSource.SYSTEM);
    InfiniticClient client = InfiniticClient.builder().setTransport(withoutEngine).build();
    CompletableFuture<?> sent = start(client, "sent");
    client.close();
    assertThatThrownBy(sent::join)
        .hasCauseInstanceOf(InfiniticException.class)
        .hasMessageEndingWith(
            "no engine has accepted the request yet, and one will when it handles it");

    InfiniticClient other =
        InfiniticClient.builder().setTransport(new SlowBroker(withoutEngine)).build();
    CompletableFuture<?> unsent = start(other, "unsent");
    Thread.currentThread().interrupt(); // ends the grace period
    other.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(unsent::join)
        .hasMessageEndingWith("the broker has not taken the request yet, and may never get it");
  }

  @Test
  void interruptEndsAWaitNotTheWorkflow() throws InterruptedException {
    InMemoryTransport transport = new InMemoryTransport(2, TimeSource.SYSTEM);
    try (InfiniticWorker worker = engine(transport)) {
      InfiniticClient client = worker.getClient();
      Deferred<String> result = client.dispatch(client.newWorkflow(Waiting.class)::hold);
      AtomicInteger interrupted = new AtomicInteger();
      Thread waiter =
          new Thread(
              () -> {
                try {
                  result.await();
                } catch (InfiniticException e) {
                  interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
                }
              });
      waiter.start();
      waiter.interrupt();
      waiter.join();
      assertThat(interrupted).hasValue(1);
      client.getWorkflowById(Waiting.class, result.getId()).getNotes().send("x");
      assertThat(result.await()).isEqualTo("x");
    }
  }
}
