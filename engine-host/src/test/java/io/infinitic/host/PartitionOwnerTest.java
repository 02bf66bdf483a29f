package io.infinitic.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.engine.Ids;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.store.StateStore;
import io.infinitic.store.StoreException;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.MessageRefusedException;
import io.infinitic.transport.Position;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class PartitionOwnerTest {

  private final InMemoryTransport transport = new InMemoryTransport(1, TimeSource.SYSTEM);
  private final EngineLog log = transport.engineLog(0, "host");
  private final InMemoryStore store = new InMemoryStore();

  /** The first checkpoint is written at once, the next would be after an hour. */
  @Test
  void whatIsUnsavedIsStoredWhenItStops() throws Exception {
    send("order-1");
    int[] looks = {0};
    owner(transport)
        .run(
            () -> {
              if (looks[0] == 1) {
                send("order-2");
              }
              assertThat(rows("order-2")).isEmpty();
              return looks[0]++ == 2;
            });
    assertThat(rows("order-1")).isNotEmpty();
    assertThat(rows("order-2")).isNotEmpty();
  }

  /**
   * What goes to operators and to other partitions must arrive: nothing that comes after it may
   * overtake it, and the message that it came from is folded again.
   */
  @Test
  void afterAFailureNothingIsPublishedOrStored() throws Exception {
    transport.append("order-0", new byte[] {1, 2, 3});
    send("order-1");
    PartitionOwner owner = owner(failing(Destination.DeadLetters.class));
    assertThatThrownBy(() -> owner.run(() -> false)).hasMessageContaining("no connection");
    assertThat(rows("order-1")).isEmpty();
    assertThat(transport.workflowTasks("Flow", "worker", 1).receive(0)).isNull();
    runOnce(owner(transport));
    assertThat(rows("order-1")).isNotEmpty();
    assertThat(transport.deadLetters()).hasSize(1);
    assertThat(transport.workflowTasks("Flow", "worker", 1).receive(0)).isNotNull();
  }

  /** The time limit of the WorkflowTask sends it again. */
  @Test
  void aWorkersTopicThatFailsStopsNothing() throws Exception {
    send("order-1");
    runOnce(owner(failing(Destination.WorkflowTasks.class)));
    assertThat(rows("order-1")).isNotEmpty();
  }

  /** Whatever a transport throws. */
  @Test
  void aWorkersTopicThatThrowsStopsNothing() throws Exception {
    send("order-1");
    Transport throwing =
        changed(
            Transport.class,
            transport,
            (method, arguments) -> {
              if (method.equals("send") && arguments[0] instanceof Destination.WorkflowTasks) {
                throw new IllegalArgumentException("no such name");
              }
            });
    runOnce(owner(throwing));
    assertThat(rows("order-1")).isNotEmpty();
  }

  /** Its time limit repeats it; a topic that does not take it ever makes it a failure. */
  @Test
  void aWorkersTopicThatRefusesFailsTheWorkflowTask() throws Exception {
    send("order-1");
    Transport refusing =
        answering(
            Destination.WorkflowTasks.class, new MessageRefusedException("incompatible schema"));
    runOnce(owner(refusing));
    List<LogEntry> said = log.receive(10, 0);
    assertThat(said).hasSize(1);
    assertThat(said.get(0).message().body())
        .isInstanceOfSatisfying(
            WorkflowTaskFailed.class,
            failed ->
                assertThat(failed.failure().message()).contains("workers", "incompatible schema"));
  }

  /** What was folded before the store failed was not published. */
  @Test
  void whatWasFoldedBeforeTheStoreFailedIsNotStored() throws Exception {
    send("order-1");
    send("order-2");
    StateStore failing =
        changed(
            StateStore.class,
            store,
            (method, arguments) -> {
              if (method.equals("load") && arguments[1].equals(Ids.run("order-2", "start"))) {
                throw new StoreException("no answer", null);
              }
            });
    PartitionOwner owner = owner(transport, failing, log);
    assertThatThrownBy(() -> owner.run(() -> false)).hasMessage("no answer");
    assertThat(rows("order-1")).isEmpty();
    runOnce(owner(transport));
    assertThat(rows("order-1")).isNotEmpty();
    assertThat(rows("order-2")).isNotEmpty();
  }

  /** While an owner reads again what others have read, it publishes nothing. */
  @Test
  void whatIsFoldedInARecoveryThatIsNotDoneIsNotStored() throws Exception {
    send("order-1");
    Position later = new Position(Long.MAX_VALUE, 0, 0, 1);
    EngineLog longer =
        (EngineLog)
            Proxy.newProxyInstance(
                EngineLog.class.getClassLoader(),
                new Class<?>[] {EngineLog.class},
                (proxy, method, arguments) ->
                    method.getName().equals("last") ? later : method.invoke(log, arguments));
    runOnce(owner(transport, store, longer));
    assertThat(rows("order-1")).isEmpty();
    assertThat(transport.workflowTasks("Flow", "worker", 1).receive(0)).isNull();
    runOnce(owner(transport));
    assertThat(rows("order-1")).isNotEmpty();
    assertThat(transport.workflowTasks("Flow", "worker", 1).receive(0)).isNotNull();
  }

  /** Its entries have no time of the broker's, and the clocks of some senders are a day off. */
  @Test
  void theSameLogGivesTheSameIdsInTheSameOrderAtAnotherTime() throws Exception {
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    InMemoryTransport unstamped = new InMemoryTransport(1, clock::get);
    List<SpecificRecord> messages =
        List.of(
            EnginesHarness.start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW),
            EnginesHarness.decided(
                1, 1, EnginesHarness.task(1), EnginesHarness.task(2), EnginesHarness.task(3)),
            EnginesHarness.completed(2, 1),
            EnginesHarness.completed(3, 1), // these wait for the next decision
            EnginesHarness.completed(1, 1),
            EnginesHarness.decided(2, 1, EnginesHarness.task(4)),
            EnginesHarness.decided(3, 1, EnginesHarness.task(5)));
    int[] sent = {0};
    EngineLog live = unstamped.engineLog(0, "live");
    owner(unstamped, store, live, clock::get)
        .run(
            () -> {
              if (sent[0] == messages.size()) {
                return true;
              }
              long daysOff = Duration.ofDays(1 - sent[0] % 3).toMillis();
              unstamped
                  .of("sender " + daysOff, () -> clock.get() + daysOff)
                  .send(
                      new Destination.Engine("order-1"),
                      new EngineMessage(messages.get(sent[0]++)));
              clock.addAndGet(1_000);
              return false;
            });
    live.close();
    clock.addAndGet(Duration.ofHours(3).toMillis());
    InMemoryStore other = new InMemoryStore();
    runOnce(owner(unstamped, other, unstamped.engineLog(0, "later"), clock::get));
    assertThat(folded(store)).hasSizeGreaterThan(10).isEqualTo(folded(other));
  }

  /** Rows without what is in them, and events without their times. */
  private static List<String> folded(StateStore store) {
    String runId = Ids.run("order-1", "start");
    Stream<String> rows =
        Stream.of("order-1", runId)
            .flatMap(owner -> store.load(0, owner).stream())
            .map(row -> row.key().toString());
    Stream<String> events =
        store.history(0, runId, 1, 100).stream().map(event -> event.id() + " " + event.body());
    return Stream.concat(rows.sorted(), events).toList();
  }

  private static void runOnce(PartitionOwner owner) throws InterruptedException {
    int[] looks = {0};
    owner.run(() -> looks[0]++ == 1);
  }

  private void send(String workflowId) {
    StartWorkflow start =
        EnginesHarness.start("start", ConflictPolicy.REJECT, ReusePolicy.ALLOW)
            .withWorkflowId(workflowId);
    transport.send(new Destination.Engine(workflowId), new EngineMessage(start));
    transport.flush();
  }

  private List<StateStore.Row> rows(String workflowId) {
    return store.load(0, Ids.run(workflowId, "start"));
  }

  private PartitionOwner owner(Transport to) throws InterruptedException {
    return owner(to, store, log);
  }

  private PartitionOwner owner(Transport to, StateStore at, EngineLog from)
      throws InterruptedException {
    return owner(to, at, from, TimeSource.SYSTEM);
  }

  private static PartitionOwner owner(Transport to, StateStore at, EngineLog from, TimeSource clock)
      throws InterruptedException {
    assertThat(from.awaitOwnership(1_000)).isTrue();
    return new PartitionOwner(
        to,
        at,
        from,
        new HostClock(clock),
        new Engines(Duration.ofDays(7)),
        new Readers(),
        0,
        1 << 20,
        Duration.ofHours(1),
        false);
  }

  private Transport failing(Class<?> destination) {
    return answering(destination, new IllegalStateException("no connection"));
  }

  /** One to whose destination every message fails. */
  private Transport answering(Class<?> destination, RuntimeException failure) {
    return (Transport)
        Proxy.newProxyInstance(
            Transport.class.getClassLoader(),
            new Class<?>[] {Transport.class},
            (proxy, method, arguments) ->
                method.getName().equals("send") && destination.isInstance(arguments[0])
                    ? CompletableFuture.failedFuture(failure)
                    : method.invoke(transport, arguments));
  }

  /** One that does something else before each call: takes the method's name and the arguments. */
  private static <T> T changed(Class<T> type, T real, BiConsumer<String, Object[]> before) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              before.accept(method.getName(), arguments);
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
