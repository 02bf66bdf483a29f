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
    AtomicLong clock = new AtomicLong(1_700_000_000_000L);
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
          assertThat(result).as("day " + days).isNotDone();
          ScenarioSuite.until(
              () -> {
                clock.addAndGet(TimeUnit.HOURS.toMillis(1));
                transport.timePassed();
                return result.isDone();
              });
          assertThat(result.join()).isGreaterThanOrEqualTo(days);
          // Back to the start of what comes next: the clock ran while the result was on its way.
        }
      }
    }
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
