package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.EventType;
import io.infinitic.clients.HistoryEvent;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.server.Chain.Spread;
import io.infinitic.server.Chain.Sum;
import io.infinitic.transport.TaskId;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workflows.Workflow;
import io.infinitic.workflows.WorkflowOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes die, by SIGKILL, or hang, by SIGSTOP; nothing is lost and nothing is decided twice. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KillIT {

  @TempDir Path folder;

  private List<String> keys() throws IOException {
    Path file = folder.resolve("keys");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /**
   * More with {@code -Dinfinitic.kills=20}. A kill may hit broker, store, engine and worker in the
   * middle of anything.
   */
  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void everythingIsKilledAgainAndAgain() throws Exception {
    int kills = Integer.getInteger("infinitic.kills", 3);
    long seed = Long.getLong("infinitic.seed", System.nanoTime());
    Random random = new Random(seed);
    int killed = 0;
    for (int round = 1; killed < kills; round++) {
      String id = "round-" + round;
      Files.deleteIfExists(folder.resolve("keys"));
      while (true) {
        Child child = Child.start("768m", Chain.Everything.class, folder.toString(), id);
        try (child) {
          child.awaitReady(60);
          if (killed < kills && random.nextInt(4) > 0) {
            LockSupport.parkNanos(random.nextInt(600) * 1_000_000L);
            boolean ended = child.says("RESULT");
            child.kill();
            killed++;
            if (ended) {
              break;
            }
          } else {
            child.awaitSaid("RESULT", 60);
            assertThat(child.says("RESULT 55")).isTrue();
            break;
          }
        }
      }
      // A key repeats only if it was the last one when a process was killed.
      List<String> ran = keys();
      for (int i = 0; i < ran.size() - 1; i++) {
        String key = ran.get(i).split(" ")[0];
        for (int j = i + 2; j < ran.size(); j++) {
          assertThat(ran.get(j).split(" ")[0])
              .as("task %s ran again after the next one had begun; seed %d; %s", key, seed, ran)
              .isNotEqualTo(key);
        }
      }
      assertThat(ran.stream().map(line -> line.split(" ")[0]).distinct()).hasSize(10);
    }
  }

  private EmbeddedPulsar broker() {
    EmbeddedPulsar pulsar = EmbeddedPulsar.start(folder.resolve("pulsar"), Ports.free());
    PulsarNamespace.initialize(pulsar.settings("infinitic", "dev"), 2, 60);
    return pulsar;
  }

  private Child host(PulsarSettings settings, String heap, String name)
      throws InterruptedException {
    return Chain.host(settings, folder.resolve("engine.db"), heap, name);
  }

  private Child worker(PulsarSettings settings, long taskMillis) throws InterruptedException {
    Child child =
        Child.start(
            "512m",
            Chain.WorkerProcess.class,
            settings.brokerServiceUrl(),
            settings.webServiceUrl(),
            folder.resolve("keys").toString(),
            Long.toString(taskMillis));
    child.awaitReady(30);
    return child;
  }

  @Test
  void taskOfAKilledWorkerGoesToAnotherAtOnce() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(folder, Ports.free());
        InfiniticClient client =
            InfiniticClient.builder().setTransport(cluster.transport()).build();
        Child first = worker(cluster.settings(), 60_000)) {
      var result = client.dispatch(client.newWorkflow(Sum.class)::sum, 1).toFuture();
      await().atMost(Duration.ofSeconds(20)).until(() -> keys().size() == 1);
      try (Child second = worker(cluster.settings(), 1)) {
        first.kill();
        await().atMost(Duration.ofSeconds(5)).until(() -> keys().size() == 2);
        assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(1);
      }
    }
  }

  /** Its tasks took a batch, or several, to the worker; some of each had ended when it died. */
  @Test
  void onlyTasksWithoutAPublishedResultRunAgain() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(folder, Ports.free());
        InfiniticClient client =
            InfiniticClient.builder().setTransport(cluster.transport()).build();
        Child first = worker(cluster.settings(), 50)) { // the i-th task takes i * 50 ms
      var result = client.dispatch(client.newWorkflow(Spread.class)::spread, 40).toFuture();
      await().atMost(Duration.ofSeconds(20)).until(() -> keys().size() >= 30);
      first.kill();
      try (Child second = worker(cluster.settings(), 1)) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(820);
        assertThat(second.isAlive()).isTrue();
      }
      String killed = "chain-" + first.pid();
      Set<String> published = new HashSet<>();
      for (var one : TopicWatch.requireConservation(cluster.settings())) {
        if (one.message() instanceof EngineMessage m
            && m.body() instanceof TaskCompleted done
            && done.worker().startsWith(killed)) {
          published.add(TaskId.of(done.workflowId(), done.runId(), done.number()).toString());
        }
      }
      List<String> ranAgain =
          keys().stream()
              .filter(line -> !line.endsWith(" " + first.pid()))
              .map(line -> line.split(" ")[0])
              .toList();
      assertThat(published).as("ended by the killed worker").isNotEmpty();
      assertThat(ranAgain)
          .isNotEmpty()
          .doesNotHaveDuplicates()
          .doesNotContainAnyElementsOf(published);
      assertThat(ranAgain.size() + published.size()).isEqualTo(40);
    }
  }

  @Test
  void hostsTakeOverFromOneThatDiesAndOneThatHangs() throws Exception {
    try (EmbeddedPulsar pulsar = broker()) {
      PulsarSettings settings = pulsar.settings("infinitic", "dev");
      Child a = host(settings, "512m", "host-a");
      Child b = host(settings, "512m", "host-b");
      try (PulsarTransport transport = PulsarTransport.connect(settings);
          InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 4)) {
        InfiniticClient client = worker.getClient();
        List<CompletableFuture<Integer>> results = new ArrayList<>(start(client, "one", 40));
        awaitSome(results, 1);
        a.kill();
        for (CompletableFuture<Integer> result : results) {
          assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(55);
        }

        Child c = host(settings, "512m", "host-c");
        // Stopped between two transactions: one that is stopped within keeps SQLite's file locked.
        LockSupport.parkNanos(2_000_000_000L);
        b.pause();
        // Its partitions still belong to it, and what is sent now is in its buffers when it wakes;
        // host-c takes
        // them when the broker misses the signs of life.
        results.addAll(start(client, "two", 40));
        for (CompletableFuture<Integer> result : results) {
          assertThat(result.get(90, TimeUnit.SECONDS)).isEqualTo(55);
        }
        b.resume(); // it must not overwrite what has happened meanwhile
        results.addAll(start(client, "three", 40));
        for (CompletableFuture<Integer> result : results) {
          assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(55);
        }
        for (String group : List.of("one", "two", "three")) {
          for (int i = 0; i < 40; i++) {
            requireOneStream(client.history(group + "-" + i));
          }
        }
        assertThat(b.isAlive()).isTrue();
        TopicWatch.requireConservation(settings);
        b.kill();
        c.kill();
      }
    }
  }

  private static List<CompletableFuture<Integer>> start(
      InfiniticClient client, String group, int count) {
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Sum workflow =
          client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId(group + "-" + i));
      results.add(client.dispatchAsync(workflow::sum, 10).thenCompose(Deferred::toFuture));
    }
    return results;
  }

  private static void awaitSome(List<CompletableFuture<Integer>> results, int count) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> results.stream().filter(CompletableFuture::isDone).count() >= count);
  }

  private static void requireOneStream(List<HistoryEvent> history) {
    for (int i = 0; i < history.size(); i++) {
      assertThat(history.get(i).id()).isEqualTo(i + 1);
    }
    assertThat(history.stream().filter(e -> e.type() == EventType.TASK_ENDED)).hasSize(10);
    List<Integer> commands =
        history.stream()
            .filter(e -> e.type() == EventType.COMMAND)
            .map(HistoryEvent::command)
            .toList();
    assertThat(commands).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  }

  public interface Sleeper {
    void sleepHours(int hours);
  }

  public static class SleeperImpl extends Workflow implements Sleeper {
    @Override
    public void sleepHours(int hours) {
      sleep(Duration.ofHours(hours));
    }
  }

  @Test
  void tenThousandSleepingWorkflowsCostNoThreadsAndLittleMemory() throws Exception {
    int count = 10_000;
    try (EmbeddedPulsar pulsar = broker();
        PulsarTransport transport = PulsarTransport.connect(pulsar.settings("infinitic", "dev"))) {
      // Its heap is the limit.
      try (Child host = host(pulsar.settings("infinitic", "dev"), "256m", "host");
          InfiniticWorker worker =
              InfiniticWorker.builder()
                  .setTransport(transport)
                  .addWorkflow(Sleeper.class, SleeperImpl.class)
                  .build()) {
        worker.startAsync();
        InfiniticClient client = worker.getClient();
        Sleeper sleeper = client.newWorkflow(Sleeper.class);
        List<String> ids = new ArrayList<>();
        ids.add(client.dispatchVoid(sleeper::sleepHours, 1).getId());
        sleeping(client, ids.get(0));
        int threads = host.threads();

        List<CompletableFuture<Deferred<Void>>> started = new ArrayList<>();
        for (int i = 1; i < count; i++) {
          started.add(client.dispatchVoidAsync(sleeper::sleepHours, 1));
        }
        for (var start : started) {
          ids.add(start.get(120, TimeUnit.SECONDS).getId());
        }
        for (int i = 0; i < count; i += 97) {
          sleeping(client, ids.get(i));
        }
        sleeping(client, ids.get(count - 1));
        assertThat(host.threads()).as("threads of the engine").isLessThan(threads + 10);
        assertThat(host.isAlive()).isTrue();
      }
    }
  }

  private static void sleeping(InfiniticClient client, String id) {
    Sleeper running = client.getWorkflowById(Sleeper.class, id);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.describe(running).timers().size() == 1);
  }
}
