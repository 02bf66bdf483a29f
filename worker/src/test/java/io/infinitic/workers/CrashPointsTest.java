package io.infinitic.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.host.EngineHost.Settings;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.tasks.Task;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A chain of engine hosts, each of which dies before its n-th contact with log or store: after
 * receiving, between two publishes, before and after the checkpoint, before the acknowledgement.
 * For every n, the workflow ends right, its history is one stream of decisions, and no task runs
 * twice.
 */
class CrashPointsTest {

  public interface Steps {
    int step(int i);
  }

  public static class StepsImpl implements Steps {
    static final Map<String, Integer> RUNS = new ConcurrentHashMap<>();

    @Override
    public int step(int i) {
      RUNS.merge(Task.idempotencyKey() + "#" + Task.getRetryIndex(), 1, Integer::sum);
      if (i == 1 && Task.getRetryIndex() == 0) { // so that a crash may hit a task in backoff
        throw new TaskFailure("not yet").retryAfter(Duration.ofMillis(20));
      }
      return i * i;
    }
  }

  public interface Sum {
    int sum(int tasks);
  }

  public static class SumImpl extends Workflow implements Sum {
    private final Steps steps = newService(Steps.class);

    @Override
    public int sum(int tasks) {
      int sum = 0;
      for (int i = 0; i < tasks; i++) {
        sum += steps.step(i);
      }
      List<io.infinitic.workflows.Deferred<Integer>> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        all.add(dispatch(steps::step, i));
      }
      sleep(Duration.ofMillis(1));
      for (Integer value : io.infinitic.workflows.Deferred.and(all).await()) {
        sum += value;
      }
      return sum;
    }
  }

  static IntStream contacts() {
    return IntStream.range(12, 42);
  }

  @ParameterizedTest
  @MethodSource("contacts")
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void everyCrashIsSurvived(int contacts) {
    Conservation conservation = new Conservation();
    Transport transport =
        new MonitoredTransport(new InMemoryTransport(1, TimeSource.SYSTEM), conservation);
    InMemoryStore store = new InMemoryStore();
    String id = "crash-" + contacts;
    try (InfiniticWorker worker =
        InfiniticWorker.builder()
            .setTransport(transport)
            .setGracePeriod(Duration.ofMillis(100))
            .addService(Steps.class, StepsImpl.class, ServiceSettings.defaults())
            .addWorkflow(Sum.class, SumImpl.class)
            .build()) {
      worker.startAsync();
      InfiniticClient client = worker.getClient();
      Sum workflow = client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId(id));
      var result = client.dispatchAsync(workflow::sum, 4).thenCompose(Deferred::toFuture);
      int deaths = 0;
      while (!result.isDone()) {
        Mortal mortal = new Mortal(contacts);
        try (EngineHost host =
            EngineHost.start(
                "host-" + deaths,
                mortal.transport(transport),
                mortal.store(store),
                TimeSource.SYSTEM,
                Settings.defaults().withCheckpointInterval(interval(contacts)))) {
          ScenarioSuite.until(() -> mortal.isDead() || result.isDone());
        }
        deaths++;
      }
      assertThat(result.join()).isEqualTo(2 * (1 + 4 + 9));

      // The last host has died, or closed: another tells what has happened.
      try (EngineHost host =
          EngineHost.start(
              "last",
              transport,
              store,
              TimeSource.SYSTEM,
              Settings.defaults().withCheckpointInterval(interval(contacts)))) {
        List<HistoryEvent> history = client.history(id);
        for (int i = 0; i < history.size(); i++) {
          assertThat(history.get(i).id()).isEqualTo(i + 1);
        }
        assertThat(history.stream().filter(e -> e.type() == EventType.COMMAND))
            .extracting(HistoryEvent::command)
            .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(history.stream().filter(e -> e.type() == EventType.TASK_ENDED)).hasSize(8);
      }
      assertThat(StepsImpl.RUNS.values())
          .as("runs of each attempt, after " + deaths + " crashes")
          .allMatch(runs -> runs == 1);
      assertThat(conservation.violations()).isEmpty();
      assertThat(conservation.outcomes()).isEqualTo(8);
    }
  }

  /** Every other one as usual; else a checkpoint after each batch. */
  private static Duration interval(int contacts) {
    return contacts % 2 == 0 ? Duration.ZERO : Settings.defaults().checkpointInterval();
  }
}
