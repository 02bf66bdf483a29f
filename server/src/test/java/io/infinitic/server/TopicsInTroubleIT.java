package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.exceptions.TaskFailedException;
import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.TakePermits;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.server.Chain.Steps;
import io.infinitic.server.Chain.StepsImpl;
import io.infinitic.server.Chain.Sum;
import io.infinitic.server.Chain.SumImpl;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Priority;
import io.infinitic.transport.TimeSource;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.Workflow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics that the broker does not give as they are wanted: whoever needs no such topic goes on. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TopicsInTroubleIT {

  public interface Foreign {
    String call(String text);
  }

  public interface Caller {
    String call();
  }

  public static class CallerImpl extends Workflow implements Caller {
    private final Foreign foreign = newService(Foreign.class);

    @Override
    public String call() {
      try {
        return foreign.call("x");
      } catch (TaskFailedException e) {
        return "failed";
      }
    }
  }

  @TempDir static Path broker;
  @TempDir Path folder;
  private static EmbeddedPulsar pulsar;

  @BeforeAll
  static void start() {
    pulsar = EmbeddedPulsar.start(broker, Ports.free());
  }

  @AfterAll
  static void stop() {
    pulsar.close();
  }

  private interface Check {
    void with(PulsarSettings settings, PulsarTransport transport, InfiniticWorker worker)
        throws Exception;
  }

  private void check(String namespace, Check check) throws Exception {
    PulsarSettings settings = pulsar.settings("infinitic", namespace);
    PulsarNamespace.initialize(settings, 1, 60);
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        SqliteStore store = SqliteStore.open(folder.resolve("engine.db"));
        EngineHost host =
            EngineHost.start(
                "host", transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
        InfiniticWorker worker =
            InfiniticWorker.builder()
                .setTransport(transport)
                .addService(
                    Steps.class,
                    new StepsImpl(folder.resolve("keys"), 0),
                    ServiceSettings.defaults())
                .addWorkflow(Sum.class, SumImpl.class)
                .addWorkflow(Caller.class, CallerImpl.class)
                .build()) {
      worker.startAsync();
      othersGoOn(worker);
      check.with(settings, transport, worker);
      othersGoOn(worker);
    }
  }

  private static void othersGoOn(InfiniticWorker worker) {
    assertThat(worker.getClient().newWorkflow(Sum.class).sum(2)).isEqualTo(3);
  }

  @Test
  void aServiceWhoseTopicHasAnotherSchemaFailsItsTasks() throws Exception {
    check(
        "foreign-schema",
        (settings, transport, worker) -> {
          String topic =
              "persistent://infinitic/foreign-schema/task-"
                  + Foreign.class.getName().replace("$", "~0024");
          try (PulsarClient raw =
                  PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
              var producer = raw.newProducer(Schema.STRING).topic(topic).create()) {
            producer.send("no task");
          }
          assertThat(worker.getClient().newWorkflow(Caller.class).call()).isEqualTo("failed");
        });
  }

  @Test
  void manyNewServicesGetTheirTopics() throws Exception {
    check(
        "many",
        (settings, transport, worker) -> {
          List<CompletableFuture<Void>> sent = new ArrayList<>();
          for (int i = 0; i < 100; i++) {
            sent.add(
                transport.send(
                    new Destination.Tasks("service-" + i, Priority.NORMAL), task("service-" + i)));
          }
          assertThat(sent.get(99)).as("waits for its topic, not for that of others").isNotDone();
          transport.flush();
          othersGoOn(worker);
          CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        });
  }

  @Test
  void thoseWhoAskedAndAreGoneKeepNobodyWaiting() throws Exception {
    check(
        "gone",
        (settings, transport, worker) -> {
          for (int i = 0; i < 2_000; i++) {
            var ask = new TakePermits("request-" + i, "service", 1e6, 1, "gone-" + i);
            transport.send(new Destination.EnginePartition(0), new EngineMessage(ask));
          }
          transport.flush();
          for (int i = 0; i < 20; i++) {
            othersGoOn(worker);
          }
        });
  }

  @Test
  void aServiceWhoseNameEndsAsAPartitionHasATopic() throws Exception {
    check(
        "names",
        (settings, transport, worker) -> {
          var sent =
              transport.send(
                  new Destination.Tasks("service-partition-3", Priority.NORMAL),
                  task("service-partition-3"));
          transport.flush();
          sent.join();
        });
  }

  private static ExecuteTask task(String service) {
    return new ExecuteTask(
        "id/run/1",
        "id",
        "run",
        "Flow",
        1,
        service,
        "task",
        1,
        List.of(),
        new TaskSettings(null, 0, 0, List.of(), Map.of(), 0, 0, 0),
        null,
        0,
        0,
        0,
        null);
  }
}
