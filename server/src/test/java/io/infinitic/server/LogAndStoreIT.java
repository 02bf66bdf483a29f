package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TimerDue;
import io.infinitic.server.Chain.Sum;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.TimeSource;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workflows.WorkflowOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.common.policies.data.RetentionPolicies;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the engine makes of a log and a store that are not as they should be. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class LogAndStoreIT {

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

  private static PulsarSettings namespace(String name) {
    PulsarSettings settings = pulsar.settings("infinitic", name);
    PulsarNamespace.initialize(settings, 2, 60);
    return settings;
  }

  private EngineHost host(PulsarTransport transport, SqliteStore store, String name) {
    return EngineHost.start(
        name, transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
  }

  @Test
  void anotherPartitionCountIsRefused() {
    PulsarSettings settings = namespace("counts");
    PulsarNamespace.initialize(settings, 2, 120);
    assertThatThrownBy(() -> PulsarNamespace.initialize(settings, 3, 60))
        .hasMessageContaining("2 partitions, not 3");
  }

  @Test
  void namespaceThatWasNotInitializedIsRefused() {
    PulsarSettings settings = pulsar.settings("infinitic", "none");
    assertThatThrownBy(() -> PulsarTransport.connect(settings))
        .hasMessageEndingWith(
            "infinitic init --broker-url %s --web-url %s --tenant infinitic --namespace none",
            settings.brokerServiceUrl(), settings.webServiceUrl());
  }

  @Test
  void directoryInUseIsRefused() {
    assertThatThrownBy(() -> EmbeddedPulsar.start(broker, Ports.free()))
        .hasMessageContaining("in use by another process");
  }

  @Test
  void bytesThatAreNoMessageAreKeptAndThePartitionGoesOn() throws Exception {
    PulsarSettings settings = namespace("garbage");
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        SqliteStore store = SqliteStore.open(folder.resolve("engine.db"));
        EngineHost host = host(transport, store, "host");
        InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 0);
        PulsarClient raw = PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build()) {
      byte[] garbage = "no message".getBytes(StandardCharsets.UTF_8);
      for (int partition = 0; partition < 2; partition++) {
        try (var producer =
            raw.newProducer()
                .topic("persistent://infinitic/garbage/engine-partition-" + partition)
                .create()) {
          producer.send(garbage);
        } catch (org.apache.pulsar.client.api.PulsarClientException e) {
          // The registry refuses a producer without schema: so write it as one that names ours.
          writeWithSchema(raw, partition, garbage);
        }
      }
      for (int i = 0; i < 6; i++) {
        assertThat(worker.getClient().newWorkflow(Sum.class).sum(2)).isEqualTo(3);
      }
      try (var consumer =
          raw.newConsumer()
              .topic("persistent://infinitic/garbage/dead-letter")
              .subscriptionName("test")
              .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
              .subscribe()) {
        for (int i = 0; i < 2; i++) {
          var message = consumer.receive(20, TimeUnit.SECONDS);
          DeadLetter letter = WireCodec.decode(DeadLetter.class, message.getData(), null);
          assertThat(letter.reason()).contains("EngineMessage");
          assertThat(StandardCharsets.UTF_8.decode(letter.content()).toString())
              .isEqualTo("no message");
        }
      }
    }
  }

  private static void writeWithSchema(PulsarClient raw, int partition, byte[] bytes)
      throws Exception {
    try (var producer =
        raw.newProducer(
                org.apache.pulsar.client.api.Schema.NATIVE_AVRO(
                    io.infinitic.schemas.EngineMessage.getClassSchema()))
            .topic("persistent://infinitic/garbage/engine-partition-" + partition)
            .create()) {
      producer.send(bytes);
    }
  }

  /** Whoever sends, and whoever owns the partition: the broker's clock counts. */
  @Test
  void aClientWhoseClockIsADayAheadMovesNothing() throws Exception {
    PulsarSettings settings = namespace("clocks");
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        SqliteStore store = SqliteStore.open(folder.resolve("engine.db"));
        EngineHost host = host(transport, store, "host");
        InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 0);
        PulsarClient raw =
            PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).clock(ahead).build()) {
      InfiniticClient client = worker.getClient();
      for (int partition = 0; partition < 2; partition++) {
        try (var producer =
            raw.newProducer(Schema.NATIVE_AVRO(EngineMessage.getClassSchema()))
                .topic("persistent://infinitic/clocks/engine-partition-" + partition)
                .producerName("a-laptop")
                .create()) {
          TimerDue nothing = new TimerDue("none", "none", "none", 0);
          producer.send(WireCodec.encode(new EngineMessage(nothing)));
        }
      }
      for (int i = 0; i < 4; i++) {
        String id = "id-" + i;
        Instant before = Instant.now();
        Sum sum = client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId(id));
        assertThat(sum.sum(2)).isEqualTo(3);
        assertThat(client.describe(client.getWorkflowById(Sum.class, id)).startedAt())
            .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
      }
    }
  }

  @Test
  void anEmptyStoreIsRefusedUnlessItIsAdopted() throws Exception {
    PulsarSettings settings = namespace("adopted");
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 0)) {
      InfiniticClient client = worker.getClient();
      try (SqliteStore store = SqliteStore.open(folder.resolve("engine.db"));
          EngineHost host = host(transport, store, "first")) {
        assertThat(client.newWorkflow(Sum.class).sum(3)).isEqualTo(6);
      }
      PulsarNamespace.initialize(settings, 2, 60); // changes nothing
      try (SqliteStore empty = SqliteStore.open(folder.resolve("empty.db"))) {
        assertThatThrownBy(() -> host(transport, empty, "second"))
            .hasMessageContaining("INF-1012")
            .hasMessageContaining("--adopt");
        try (EngineHost host =
            EngineHost.start(
                "third",
                transport,
                empty,
                TimeSource.SYSTEM,
                EngineHost.Settings.defaults().withAdopt(true))) {
          assertThat(client.newWorkflow(Sum.class).sum(4)).isEqualTo(10);
        }
        try (EngineHost host = host(transport, empty, "fourth")) {
          assertThat(client.newWorkflow(Sum.class).sum(5)).isEqualTo(15);
        }
      }
    }
  }

  /** What is not kept any more cannot be read again: the partition goes on with what there is. */
  @Test
  void storeThatIsOlderThanWhatTheLogKeepsIsTakenOnce() throws Exception {
    PulsarSettings settings = namespace("trimmed");
    Path current = folder.resolve("engine.db");
    Path older = folder.resolve("older.db");
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        PulsarAdmin admin = PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build();
        InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 0)) {
      InfiniticClient client = worker.getClient();
      admin.namespaces().setRetention("infinitic/trimmed", new RetentionPolicies(0, 0));
      for (int round = 0; round < 3; round++) {
        try (SqliteStore store = SqliteStore.open(current);
            EngineHost host = host(transport, store, "round-" + round)) {
          for (int i = 0; i < 6; i++) { // in both partitions
            assertThat(client.newWorkflow(Sum.class).sum(2)).isEqualTo(3);
          }
        }
        if (round == 0) {
          Files.copy(current, older);
        }
        for (int partition = 0; partition < 2; partition++) {
          String topic = "persistent://infinitic/trimmed/engine-partition-" + partition;
          admin.topics().unload(topic); // it goes on in another ledger
          admin.topics().trimTopic(topic);
        }
      }
      try (SqliteStore store = SqliteStore.open(older);
          EngineHost host = host(transport, store, "older")) {
        for (int i = 0; i < 6; i++) {
          assertThat(client.newWorkflow(Sum.class).sum(2)).isEqualTo(3);
        }
      }
      try (SqliteStore store = SqliteStore.open(older)) {
        for (int partition = 0; partition < 2; partition++) {
          assertThat(store.open(partition).epoch()).as("takings").isLessThan(8);
        }
      }
    }
  }

  @Test
  void storeThatHasLostItsLastWritesCatchesUpFromTheLog() throws Exception {
    PulsarSettings settings = namespace("behind");
    Path current = folder.resolve("engine.db");
    Path older = folder.resolve("older.db");
    try (PulsarTransport transport = PulsarTransport.connect(settings);
        InfiniticWorker worker = Chain.worker(transport, folder.resolve("keys"), 0)) {
      InfiniticClient client = worker.getClient();
      try (SqliteStore store = SqliteStore.open(current);
          EngineHost host = host(transport, store, "first")) {
        assertThat(client.newWorkflow(Sum.class).sum(3)).isEqualTo(6);
      }
      Files.copy(current, older); // closed: one file holds everything
      Sum later = client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId("later"));
      try (SqliteStore store = SqliteStore.open(current);
          EngineHost host = host(transport, store, "second")) {
        assertThat(later.sum(5)).isEqualTo(15);
      }
      try (PulsarAdmin admin =
          PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build()) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () ->
                    admin
                            .topics()
                            .getPartitionedStats("persistent://infinitic/behind/engine", false)
                            .getSubscriptions()
                            .get("engine")
                            .getMsgBacklog()
                        == 0);
      }
      try (SqliteStore store = SqliteStore.open(older);
          EngineHost host = host(transport, store, "third")) {
        assertThat(client.getDeferred("later", Integer.class).await(Duration.ofSeconds(60)))
            .as("what the older store has never heard of")
            .isEqualTo(15);
        assertThat(client.newWorkflow(Sum.class).sum(2)).isEqualTo(3);
      }
    }
    assertThat(Files.readAllLines(folder.resolve("keys"))).as("no task ran again").hasSize(10);
  }
}
