package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.TaskPhase;
import io.infinitic.clients.WorkflowState;
import io.infinitic.exceptions.InvalidStubException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.workflows.WorkflowWorker;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Workflow code that never gives its thread back. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunawayTest {

  private static final AtomicInteger LOOPS = new AtomicInteger();
  private static final StampedLock LOCK = new StampedLock();
  private static volatile boolean mended;
  private static volatile ServerSocket silent;
  private long stamp;
  private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
  private final InMemoryTransport transport = new InMemoryTransport(1, clock::get);

  public enum Place {
    METHOD("spins"),
    ASYNC("spins"),
    CONDITION("spins"),
    FILTER("spins"),
    AFTER_METHOD("spins"),
    AFTER_ASYNC("spins"),
    LOCK("locks"),
    SOCKET("reads"),
    /** The only one that an interrupt ends. */
    SLEEP("dozes");

    private final String code;

    Place(String code) {
      this.code = code;
    }
  }

  public interface Loop {
    String loop(Place place);

    void set();

    Channel<String> go();
  }

  public static class LoopImpl extends Workflow implements Loop {
    private final Channel<String> go = channel();
    private int looks;
    private boolean isSet;

    @Override
    public Channel<String> go() {
      return go;
    }

    @Override
    public String loop(Place place) {
      switch (place) {
        case METHOD -> spins();
        case ASYNC -> async(LoopImpl::spins).await();
        case CONDITION -> await(() -> looks++ > 0 && spins());
        case FILTER -> go.receive(signal -> spins()).await();
        case AFTER_METHOD -> await(() -> isSet && spins());
        case AFTER_ASYNC -> {
          asyncVoid(
              () -> {
                go.receive().await();
                set();
              });
          await(() -> isSet && spins());
        }
        case LOCK -> blocks(LoopImpl::locks);
        case SOCKET -> blocks(LoopImpl::reads);
        case SLEEP -> blocks(LoopImpl::dozes);
      }
      return "ended";
    }

    @Override
    public void set() {
      isSet = true;
    }

    private static boolean spins() {
      LOOPS.incrementAndGet();
      while (!mended) {
        Thread.onSpinWait();
      }
      LOOPS.decrementAndGet();
      return true;
    }

    private static void blocks(Runnable code) {
      LOOPS.incrementAndGet();
      try {
        code.run();
      } finally {
        LOOPS.decrementAndGet();
      }
    }

    private static void locks() {
      LOCK.unlockWrite(LOCK.writeLock());
    }

    private static void reads() {
      try (Socket socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
        socket.getInputStream().read();
      } catch (IOException e) {
        // there is nobody any more
      }
    }

    private static void dozes() {
      try {
        TimeUnit.DAYS.sleep(mended ? 0 : 1);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void block() throws IOException {
    mended = false;
    stamp = LOCK.writeLock();
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private void mend() throws IOException {
    mended = true;
    silent.close();
    if (stamp != 0) {
      LOCK.unlockWrite(stamp);
      stamp = 0;
    }
  }

  @AfterEach
  void endLoops() throws IOException {
    mend();
    ScenarioSuite.until(() -> LOOPS.get() == 0);
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void runHasOneThreadThatGoesOnAndSaysWhere(Place place) throws IOException {
    boolean goesOn = place != Place.SLEEP;
    ExecutorService threads = Executors.newCachedThreadPool();
    WorkflowVersions versions =
        new WorkflowVersions(List.of(Definition.of(Loop.class.getName(), LoopImpl.class)));
    try (InfiniticWorker engine =
            InfiniticWorker.builder()
                .setTransport(transport)
                .setEngine(new InMemoryStore())
                .setTimeSource(clock::get)
                .build();
        ReplyInbox inbox = new ReplyInbox(transport, "test");
        LogLines log = LogLines.of(WorkflowWorker.class)) {
      engine.startAsync();
      InfiniticClient client = engine.getClient();
      WorkflowWorker worker =
          new WorkflowWorker(
              versions,
              transport,
              Environment.of(Payloads.defaults(), threads, 100),
              inbox,
              "w",
              10,
              10);
      Consumption<?> consumption =
          new Consumption<>(
              versions.name(),
              transport,
              transport.workflowTasks(versions.name(), "w", 1),
              worker,
              new Slots(2));
      var run =
          client.dispatch(
              client.newWorkflow(Loop.class, WorkflowOptions.defaults().withWorkflowId("loops"))
                  ::loop,
              place);
      Loop stub = client.getWorkflowById(Loop.class, "loops");
      untilAfterPauses(
          client, stub, () -> LOOPS.get() > 0 || !client.describe(stub).waits().isEmpty());
      stub.go().send("now");
      if (place == Place.AFTER_METHOD) {
        client.dispatchVoid(stub::set);
      }
      assertThatThrownBy(() -> stub.go().receive())
          .isInstanceOf(InvalidStubException.class)
          .hasMessageContaining("only send");
      String line = "RunawayTest$LoopImpl.%s(RunawayTest.java:".formatted(place.code);
      String whatToDo = goesOn ? "restart the worker" : "blocks its thread for more than 100 ms";
      untilAfterPauses(
          client,
          stub,
          () ->
              client.describe(stub).incidents().stream()
                  .anyMatch(one -> one.count() > 1 && one.message().contains(whatToDo)));
      if (goesOn) {
        assertThat(LOOPS).hasValue(1);
      } else { // the next attempt may have begun, and ends as well
        ScenarioSuite.until(() -> LOOPS.get() == 0);
      }
      assertThat(client.describe(stub).state()).isEqualTo(WorkflowState.STUCK);
      assertThat(client.describe(stub).incidents().get(0).message()).contains(line);
      assertThat(log.lines())
          .filteredOn(text -> text.startsWith("INF-2030"))
          .hasSize(goesOn ? 1 : 0)
          .allSatisfy(text -> assertThat(text).contains("id loops", line));
      mend();
      untilAfterPauses(
          client, stub, () -> client.describe(stub).state() == WorkflowState.COMPLETED);
      assertThat(run.await()).isEqualTo("ended");
      consumption.close(1_000);
      worker.close();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Lets the pauses after failures pass. Under load, even code that does not loop takes 100 ms. */
  private void untilAfterPauses(InfiniticClient client, Loop stub, BooleanSupplier condition) {
    ScenarioSuite.until(
        () -> {
          client.describe(stub).pendingTasks().stream()
              .filter(task -> task.phase() == TaskPhase.BACKOFF)
              .flatMap(task -> task.nextAttemptAt().stream())
              .forEach(at -> clock.set(at.toEpochMilli()));
          transport.timePassed();
          return condition.getAsBoolean();
        });
  }
}
