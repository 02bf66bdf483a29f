package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TimerDue;
import io.infinitic.store.Checkpoint;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Position;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clocks of some processes are a day off. Time is moved by hand, and a partition's own time
 * must follow it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ForeignClocksTest {

  private static final long START = 1_700_000_000_000L;
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  private final AtomicLong clock = new AtomicLong(START);
  private final InMemoryStore store = new InMemoryStore();

  public interface Sleeper {
    /** The time after it has slept. */
    Instant sleep(int seconds);
  }

  public static class SleeperImpl extends Workflow implements Sleeper {
    @Override
    public Instant sleep(int seconds) {
      sleep(Duration.ofSeconds(seconds));
      return now();
    }
  }

  private InMemoryTransport transport(boolean isStamped) {
    TimeSource right = clock::get;
    return new InMemoryTransport(1, right, isStamped ? right : null);
  }

  private InfiniticWorker engine(String name, Transport transport, TimeSource itsClock) {
    InfiniticWorker engine =
        InfiniticWorker.builder()
            .setName(name)
            .setTransport(transport)
            .setEngine(store)
            .setTimeSource(itsClock)
            .build();
    engine.startAsync();
    return engine;
  }

  private static InfiniticWorker worker(Transport transport) {
    InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .addWorkflow(Sleeper.class, SleeperImpl.class)
            .build();
    worker.startAsync();
    return worker;
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, -1", "false, 1", "false, -1"})
  void clientWithAWrongClockMovesNobodysTime(boolean isStamped, int days) {
    InMemoryTransport transport = transport(isStamped);
    Transport laptop = transport.of("laptop", () -> clock.get() + days * DAY);
    try (InfiniticWorker engine = engine("engine", transport, clock::get);
        InfiniticWorker worker = worker(transport);
        InfiniticClient wrong = InfiniticClient.builder().setTransport(laptop).build()) {
      sleepsTenSeconds(transport, wrong);
      sleepsTenSeconds(transport, worker.getClient());
      clock.addAndGet(TimeUnit.HOURS.toMillis(3));
      transport.timePassed();
      if (!isStamped) { // a clock that jumps leaves no time to see that the log is empty
        worker.getClient().list(WorkflowQuery.all());
      }
      sleepsTenSeconds(transport, wrong);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "true, -1", "false, 1", "false, -1"})
  void workerWithAWrongClockMovesNobodysTime(boolean isStamped, int days) {
    InMemoryTransport transport = transport(isStamped);
    try (InfiniticWorker engine = engine("engine", transport, clock::get)) {
      Transport wrong = transport.of("wrong", () -> clock.get() + days * DAY);
      try (InfiniticWorker worker = worker(wrong)) {
        sleepsTenSeconds(transport, engine.getClient());
      }
      try (InfiniticWorker worker = worker(transport)) {
        sleepsTenSeconds(transport, engine.getClient());
      }
    }
  }

  /** Where the broker says when messages arrive, an owner with a wrong clock finds out. */
  @ParameterizedTest
  @ValueSource(ints = {1, -1})
  void ownerWithAWrongClockGoesByTheBrokers(int days) {
    InMemoryTransport transport = transport(true);
    try (InfiniticWorker worker = worker(transport)) {
      InfiniticClient client = worker.getClient();
      Deferred<Instant> waits;
      TimeSource wrong = () -> clock.get() + days * DAY;
      try (InfiniticWorker engine = engine("wrong", transport.of("wrong", wrong), wrong)) {
        waits = client.dispatch(client.newWorkflow(Sleeper.class)::sleep, 7_200);
        Object run = client.getWorkflowById(Sleeper.class, waits.getId());
        ScenarioSuite.until(() -> client.describe(run).timers().size() == 1);
        sleepsTenSeconds(transport, client);
        sleepsTenSeconds(transport, client);
      }
      try (InfiniticWorker engine = engine("right", transport, clock::get)) {
        sleepsTenSeconds(transport, client);
        CompletableFuture<Instant> woken = waits.toFuture();
        clock.set(START + TimeUnit.HOURS.toMillis(2) - 1);
        transport.timePassed();
        client.describe(client.getWorkflowById(Sleeper.class, waits.getId()));
        assertThat(woken).as("early").isNotDone();
        clock.addAndGet(1_001);
        transport.timePassed();
        assertThat(woken.join()).isBetween(at(7_200), at(7_201));
      }
    }
  }

  /** It has fired a timer that is not due: whoever owns the partition next fires it again. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timerThatAFormerOwnerHasFiredTooEarlyFiresInTime(boolean isStamped) {
    InMemoryTransport transport = transport(isStamped);
    Transport former = transport.of("former", () -> clock.get() + DAY);
    try (InfiniticWorker engine = engine("engine", transport, clock::get);
        InfiniticWorker worker = worker(transport)) {
      InfiniticClient client = worker.getClient();
      Deferred<Instant> waits = client.dispatch(client.newWorkflow(Sleeper.class)::sleep, 10);
      Object run = client.getWorkflowById(Sleeper.class, waits.getId());
      ScenarioSuite.until(() -> client.describe(run).timers().size() == 1);
      String runId = client.describe(run).runId();
      long due = client.describe(run).timers().get(0).toEpochMilli();
      for (String timer : List.of("u/0000000001", "none")) {
        former.send(
            new Destination.Engine(waits.getId()),
            new EngineMessage(new TimerDue(waits.getId(), runId, timer, due)));
      }
      client.describe(run); // so that what was sent before has been read
      clock.set(due - 2_000);
      transport.timePassed();
      client.describe(run);
      assertThat(client.describe(run).timers()).hasSize(1);
      clock.set(due);
      transport.timePassed();
      assertThat(waits.await()).isEqualTo(Instant.ofEpochMilli(due));
      sleepsTenSeconds(transport, client);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timerAtTheEndOfTimeMovesNothing(boolean isStamped) {
    InMemoryTransport transport = transport(isStamped);
    try (InfiniticWorker engine = engine("engine", transport, clock::get);
        InfiniticWorker worker = worker(transport)) {
      for (long due : new long[] {Long.MAX_VALUE, Long.MIN_VALUE}) {
        transport.send(
            new Destination.EnginePartition(0),
            new EngineMessage(new TimerDue("nobody", "no run", "w", due)));
        sleepsTenSeconds(transport, worker.getClient());
      }
    }
  }

  /** Earlier versions let a foreign clock move it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timeThatWasStoredAheadIsSetRight(boolean isStamped) {
    store.checkpoint(
        0,
        store.open(0).epoch(),
        new Checkpoint(Position.START, START + DAY, List.of(), List.of(), List.of(), List.of()));
    InMemoryTransport transport = transport(isStamped);
    try (InfiniticWorker engine = engine("engine", transport, clock::get);
        InfiniticWorker worker = worker(transport)) {
      sleepsTenSeconds(transport, worker.getClient());
    }
    assertThat(store.open(0).nowMillis()).isLessThanOrEqualTo(clock.get());
  }

  private static Instant at(long seconds) {
    return Instant.ofEpochMilli(START).plusSeconds(seconds);
  }

  /** A new run sleeps for ten seconds by the right clock, not less and no second more. */
  private void sleepsTenSeconds(InMemoryTransport transport, InfiniticClient client) {
    long began = clock.get();
    Deferred<Instant> sleeping = client.dispatch(client.newWorkflow(Sleeper.class)::sleep, 10);
    Object run = client.getWorkflowById(Sleeper.class, sleeping.getId());
    ScenarioSuite.until(() -> client.describe(run).timers().size() == 1);
    CompletableFuture<Instant> woken = sleeping.toFuture();
    clock.set(began + 9_000);
    transport.timePassed();
    client.describe(run);
    assertThat(client.describe(run).timers()).as("still sleeps").hasSize(1);
    assertThat(woken).isNotDone();
    clock.set(began + 11_000);
    transport.timePassed();
    Instant start = Instant.ofEpochMilli(began);
    assertThat(woken.join()).isBetween(start.plusSeconds(10), start.plusSeconds(11));
  }
}
