package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.workflows.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time is moved by hand. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LongTimersTest {

  private static final long START = 1_700_000_000_000L;

  public interface Sleeper {
    long sleepDays(int days);
  }

  public static class SleeperImpl extends Workflow implements Sleeper {
    @Override
    public long sleepDays(int days) {
      var before = now();
      sleep(Duration.ofDays(days));
      return Duration.between(before, now()).toDays();
    }
  }

  @Test
  void workflowSleepsForAMonthThroughARestartOfTheEngine() {
    AtomicLong clock = new AtomicLong(START);
    InMemoryTransport transport = new InMemoryTransport(2, clock::get);
    InMemoryStore store = new InMemoryStore();
    List<Deferred<Long>> sleeping = new ArrayList<>();
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .addWorkflow(Sleeper.class, SleeperImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Sleeper sleeper = client.newWorkflow(Sleeper.class);
      try (InfiniticWorker engine = engine(transport, store, clock)) {
        engine.startAsync();
        for (int days = 1; days <= 60; days++) {
          sleeping.add(client.dispatch(sleeper::sleepDays, days));
        }
        Object first = client.getWorkflowById(Sleeper.class, sleeping.get(59).getId());
        ScenarioSuite.until(() -> client.describe(first).timers().size() == 1);
      }
      try (InfiniticWorker engine = engine(transport, store, clock)) {
        engine.startAsync();
        for (int days = 1; days <= 60; days++) {
          var result = sleeping.get(days - 1).toFuture();
          clock.set(START + TimeUnit.DAYS.toMillis(days) - 1);
          transport.timePassed();
          assertThat(result).as("a millisecond before day " + days).isNotDone();
          clock.addAndGet(1);
          transport.timePassed();
          assertThat(result.join()).isEqualTo(days);
        }
      }
    }
  }

  @Test
  void timersThatCameDueWhileEverythingWasDownFireAtTheStart() {
    AtomicLong clock = new AtomicLong(START);
    InMemoryTransport transport = new InMemoryTransport(2, clock::get);
    InMemoryStore store = new InMemoryStore();
    try (InfiniticClient client = InfiniticClient.builder().setTransport(transport).build()) {
      List<Deferred<Long>> sleeping = new ArrayList<>();
      try (InfiniticWorker all = everything(transport, store, clock)) {
        all.startAsync();
        Sleeper sleeper = client.newWorkflow(Sleeper.class);
        for (int days = 1; days <= 20; days++) {
          sleeping.add(client.dispatch(sleeper::sleepDays, days));
        }
        for (Deferred<Long> one : sleeping) {
          Object run = client.getWorkflowById(Sleeper.class, one.getId());
          ScenarioSuite.until(() -> client.describe(run).timers().size() == 1);
        }
      }
      clock.addAndGet(TimeUnit.DAYS.toMillis(30));
      try (InfiniticWorker all = everything(transport, store, clock)) {
        all.startAsync();
        sleeping.forEach(one -> assertThat(one.await()).isEqualTo(30));
      }
    }
  }

  /** All messages of a batch have the publish time of its first. */
  @Test
  void itIsNotBeforeATimersTimeWhenItHasFired() {
    AtomicLong clock = new AtomicLong(START);
    AtomicLong behind = new AtomicLong();
    InMemoryTransport transport = new InMemoryTransport(2, () -> clock.get() - behind.get());
    try (InfiniticWorker all = everything(transport, new InMemoryStore(), clock)) {
      all.startAsync();
      InfiniticClient client = all.getClient();
      Deferred<Long> sleeping = client.dispatch(client.newWorkflow(Sleeper.class)::sleepDays, 1);
      Object run = client.getWorkflowById(Sleeper.class, sleeping.getId());
      ScenarioSuite.until(() -> client.describe(run).timers().size() == 1);
      behind.set(250);
      clock.addAndGet(TimeUnit.DAYS.toMillis(1) + 1);
      transport.timePassed();
      assertThat(sleeping.await()).isEqualTo(1);
    }
  }

  private static InfiniticWorker everything(
      InMemoryTransport transport, InMemoryStore store, AtomicLong clock) {
    return InfiniticWorker.builder()
        .setTransport(transport)
        .setEngine(store)
        .setTimeSource(clock::get)
        .addWorkflow(Sleeper.class, SleeperImpl.class)
        .build();
  }

  private static InfiniticWorker engine(
      InMemoryTransport transport, InMemoryStore store, AtomicLong clock) {
    return InfiniticWorker.builder()
        .setName("engine")
        .setTransport(transport)
        .setEngine(store)
        .setTimeSource(clock::get)
        .build();
  }
}
