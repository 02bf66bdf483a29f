package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.engine.RowKind;
import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.store.StateStore;
import io.infinitic.tasks.RetryPolicy;
import io.infinitic.transport.Destination;
import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.wire.StoredCodec;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.SendChannel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All runs share one partition. Whatever is wrong with one of them, the others go on. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OneRunStopsNoPartitionTest {

  public interface Well {
    String echo(String text);
  }

  public static class WellImpl implements Well {
    @Override
    public String echo(String text) {
      return text;
    }
  }

  /** Its topic is what the tests say. */
  public interface Ill {
    String call(String text);
  }

  public static class IllImpl implements Ill {
    @Override
    public String call(String text) {
      return "called with " + text;
    }
  }

  public interface Flow {
    String well(String text);

    String ill(String text);

    String hold();

    SendChannel<String> getNotes();
  }

  public static class FlowImpl extends Workflow implements Flow {
    private final Channel<String> notes = channel();
    private final Well well = newService(Well.class);
    private final Ill ill = newService(Ill.class);

    @Override
    public String well(String text) {
      return well.echo(text);
    }

    @Override
    public String ill(String text) {
      try {
        return ill.call(text);
      } catch (TaskFailedException e) {
        return "failed: " + e.getMessage();
      }
    }

    @Override
    public String hold() {
      String heard = "";
      for (int i = 0; i < 3; i++) {
        heard += notes.receive().await();
      }
      return heard;
    }

    @Override
    public SendChannel<String> getNotes() {
      return notes;
    }
  }

  private final AtomicLong late = new AtomicLong();
  private final TimeSource clock = () -> System.currentTimeMillis() + late.get();
  private final InMemoryTransport transport = new InMemoryTransport(1, clock);
  private final InMemoryStore store = new InMemoryStore();

  private InfiniticWorker start(Transport through, StateStore store) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(through)
            .setEngine(store)
            .setTimeSource(clock)
            .addService(Well.class, WellImpl.class)
            .addService(
                Ill.class,
                IllImpl.class,
                ServiceSettings.defaults().withRetry(RetryPolicy.defaults().withMaximumAttempts(1)))
            .addWorkflow(Flow.class, FlowImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  /** A transport that does something else with messages to that service's workers. */
  private Transport illTopic(java.util.function.Supplier<@Nullable CompletableFuture<Void>> send) {
    return new ForwardingTransport(transport) {
      @Override
      public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
        boolean isIll =
            to instanceof Destination.Tasks tasks && tasks.service().equals(Ill.class.getName());
        CompletableFuture<Void> instead = isIll ? send.get() : null;
        return instead == null ? transport.send(to, message) : instead;
      }
    };
  }

  private static Flow withId(InfiniticClient client, String id) {
    return client.newWorkflow(Flow.class, WorkflowOptions.defaults().withWorkflowId(id));
  }

  private static void othersGoOn(InfiniticClient client) {
    assertThat(client.newWorkflow(Flow.class).well("well")).isEqualTo("well");
  }

  @Test
  void whatTheBrokerRefusesIsAFailureOfItsTask() {
    Transport refusing =
        illTopic(
            () -> CompletableFuture.failedFuture(new MessageRefusedException("no such topic")));
    try (InfiniticWorker worker = start(refusing, store)) {
      InfiniticClient client = worker.getClient();
      assertThat(client.newWorkflow(Flow.class).ill("a")).startsWith("failed: ");
      othersGoOn(client);
    }
  }

  @Test
  void whatATransportThrowsStopsNothing() {
    Transport throwing =
        illTopic(
            () -> {
              throw new IllegalArgumentException("no topic can have that name");
            });
    try (InfiniticWorker worker = start(throwing, store)) {
      InfiniticClient client = worker.getClient();
      client.dispatch(client.newWorkflow(Flow.class)::ill, "a");
      othersGoOn(client);
    }
  }

  /** The failure to send is no attempt: the policy allows one. */
  @Test
  void whatCannotBeSentNowIsSentLaterAndIsNoAttempt() {
    AtomicInteger sends = new AtomicInteger();
    Transport failing =
        illTopic(
            () ->
                sends.incrementAndGet() < 3
                    ? CompletableFuture.failedFuture(new IllegalStateException("no connection"))
                    : null);
    try (InfiniticWorker worker = start(failing, store)) {
      InfiniticClient client = worker.getClient();
      Deferred<String> result = client.dispatch(withId(client, "later")::ill, "b");
      Flow waiting = client.getWorkflowById(Flow.class, "later");
      for (int i = 1; i < 3; i++) {
        int attempt = i;
        ScenarioSuite.until(
            () ->
                client.describe(waiting).pendingTasks().stream()
                    .anyMatch(
                        task -> task.phase() == TaskPhase.BACKOFF && task.attempt() == attempt));
        assertThat(client.describe(waiting).pendingTasks().get(0).lastFailure().orElse(""))
            .contains("no connection");
        othersGoOn(client);
        late.addAndGet(11_000);
        transport.timePassed();
      }
      assertThat(result.await()).isEqualTo("called with b");
    }
  }

  /** A reader must not keep the others waiting: here it never gets its page. */
  @Test
  void aHistoryThatTakesLongKeepsNobodyWaiting() {
    holdARun("long");
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    StateStore slow =
        changed(
            (method, arguments) -> {
              if (method.equals("history")) {
                reads.countDown();
                await(open);
              }
              return null;
            });
    try (InfiniticWorker worker = start(transport, slow)) {
      InfiniticClient client = worker.getClient();
      var history = client.historyAsync("long");
      await(reads);
      othersGoOn(client);
      assertThat(history).isNotDone();
      open.countDown();
      assertThat(history.join()).isNotEmpty();
    }
  }

  @Test
  void aListThatTakesLongKeepsNobodyWaiting() {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    StateStore slow =
        changed(
            (method, arguments) -> {
              if (method.equals("runs")) {
                reads.countDown();
                await(open);
              }
              return null;
            });
    try (InfiniticWorker worker = start(transport, slow)) {
      InfiniticClient client = worker.getClient();
      othersGoOn(client);
      var list = client.listAsync(WorkflowQuery.all());
      await(reads);
      othersGoOn(client);
      assertThat(list).isNotDone();
      open.countDown();
      assertThat(list.join().items()).isNotEmpty();
    }
  }

  /** It cannot be replayed; whoever asks for the history is told why. */
  @Test
  void aDamagedHistoryConcernsItsRunOnly() {
    holdARun("damaged");
    StateStore damaged =
        changed(
            (method, arguments) ->
                method.equals("history")
                    ? List.of(StoredCodec.decode(HistoryEvent.class, new byte[] {1, 2, 3}))
                    : null);
    try (InfiniticWorker worker = start(transport, damaged)) {
      InfiniticClient client = worker.getClient();
      assertThatThrownBy(() -> client.history("damaged"))
          .isInstanceOf(WorkflowUnknownException.class)
          .hasMessageContaining("history cannot be read");
      client.getWorkflowById(Flow.class, "damaged").getNotes().send("wake up");
      othersGoOn(client);
    }
  }

  /** What is sent to it is kept; it has an incident; the others go on. */
  @Test
  void damagedRowsConcernTheirRunOnly() {
    holdARun("damaged");
    StateStore damaged = damaged(RowKind.METHOD, "damaged");
    try (InfiniticWorker worker = start(transport, damaged)) {
      InfiniticClient client = worker.getClient();
      client.dispatchAsync(
          client.getWorkflowById(Flow.class, "damaged")::well, "a call reads methods");
      othersGoOn(client);
      ScenarioSuite.until(() -> !transport.deadLetters().isEmpty());
      assertThat(transport.deadLetters().get(0).reason()).contains("cannot be read");
      ScenarioSuite.until(
          () -> !client.list(WorkflowQuery.all().withIncidents()).items().isEmpty());
      assertThat(client.list(WorkflowQuery.all().withIncidents()).items())
          .extracting(WorkflowSummary::workflowId)
          .containsExactly("damaged");
      othersGoOn(client);
    }
  }

  @Test
  void aRunThatCannotBeReadAtAllConcernsNobodyElse() {
    holdARun("damaged");
    try (InfiniticWorker worker = start(transport, damaged(RowKind.RUN, "damaged"))) {
      InfiniticClient client = worker.getClient();
      client.describeAsync(client.getWorkflowById(Flow.class, "damaged"));
      othersGoOn(client);
      ScenarioSuite.until(() -> !transport.deadLetters().isEmpty());
      othersGoOn(client);
    }
  }

  /** A run that waits, and that the store has. */
  private void holdARun(String id) {
    try (InfiniticWorker worker = start(transport, store)) {
      InfiniticClient client = worker.getClient();
      client.dispatch(withId(client, id)::hold);
      Flow running = client.getWorkflowById(Flow.class, id);
      ScenarioSuite.until(() -> !client.describe(running).waits().isEmpty());
    }
  }

  /** The store, with damaged rows of one kind of those that have the workflow's id in them. */
  private StateStore damaged(RowKind<?> kind, String workflowId) {
    return changed(
        (method, arguments) -> {
          if (!method.equals("load")) {
            return null;
          }
          List<StateStore.Row> rows = store.load((Integer) arguments[0], (String) arguments[1]);
          boolean isIts =
              rows.stream()
                  .filter(row -> row.key().kind() == RowKind.RUN)
                  .map(row -> StoredCodec.decode(RowKind.RUN.type(), row.bytes()))
                  .anyMatch(run -> run.workflowId().equals(workflowId));
          return rows.stream()
              .map(
                  row ->
                      isIts && row.key().kind() == kind
                          ? new StateStore.Row(row.key(), new byte[] {7, 7, 7})
                          : row)
              .toList();
        });
  }

  private interface Instead {
    /** The result; null to ask the store. */
    @Nullable Object call(String method, Object[] arguments);
  }

  private StateStore changed(Instead instead) {
    return (StateStore)
        Proxy.newProxyInstance(
            StateStore.class.getClassLoader(),
            new Class<?>[] {StateStore.class},
            (Object proxy, Method method, Object[] arguments) -> {
              Object result = instead.call(method.getName(), arguments);
              try {
                return result != null ? result : method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
