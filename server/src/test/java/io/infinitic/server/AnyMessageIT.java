package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.pulsar.PulsarNamespace;
import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.pulsar.PulsarTransport;
import io.infinitic.pulsar.embedded.EmbeddedPulsar;
import io.infinitic.pulsar.embedded.Ports;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.server.Chain.Sum;
import io.infinitic.stores.SqliteStore;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.TimeSource;
import io.infinitic.wire.WireCodec;
import io.infinitic.workers.InfiniticWorker;
import io.infinitic.workers.MessageMutations;
import io.infinitic.workflows.WorkflowOptions;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No message stops a partition on a real broker, whoever wrote it. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class AnyMessageIT {

  private static final int PARTITIONS = 2;

  @TempDir static Path folder;
  private static EmbeddedPulsar pulsar;
  private static PulsarTransport transport;
  private static SqliteStore store;
  private static EngineHost host;
  private static InfiniticWorker worker;
  private static PulsarClient raw;
  private static int runs;

  @BeforeAll
  static void start() throws Exception {
    pulsar = EmbeddedPulsar.start(folder.resolve("broker"), Ports.free());
    PulsarSettings settings = pulsar.settings("infinitic", "any");
    PulsarNamespace.initialize(settings, PARTITIONS, 60);
    transport = PulsarTransport.connect(settings);
    store = SqliteStore.open(folder.resolve("engine.db"));
    startHost();
    worker = Chain.worker(transport, folder.resolve("keys"), 0);
    raw = PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
    assertWell("the start");
  }

  private static void startHost() {
    host =
        EngineHost.start(
            "host-" + runs, transport, store, TimeSource.SYSTEM, EngineHost.Settings.defaults());
  }

  @AfterAll
  static void stop() throws Exception {
    raw.close();
    worker.close();
    host.close();
    store.close();
    transport.close();
    pulsar.close();
  }

  /** The partition that had it, and the others; also after a take-over, where it comes again. */
  private static void assertWell(String after) {
    InfiniticClient client = worker.getClient();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String id = id(partition);
      Sum sum = client.newWorkflow(Sum.class, WorkflowOptions.defaults().withWorkflowId(id));
      assertThat(client.dispatch(sum::sum, 2).await(Duration.ofSeconds(60)))
          .as("partition %d after %s", partition, after)
          .isEqualTo(3);
    }
  }

  private static String id(int partition) {
    String id = "run-" + runs++;
    while (Partitions.of(id, PARTITIONS) != partition) {
      id = "run-" + runs++;
    }
    return id;
  }

  private static ProducerBuilder<byte[]> producer(int partition) {
    return raw.newProducer(Schema.NATIVE_AVRO(EngineMessage.getClassSchema()))
        .topic("persistent://infinitic/any/engine-partition-" + partition)
        .enableBatching(false);
  }

  private static void send(ProducerBuilder<byte[]> builder, byte[] bytes) throws Exception {
    try (Producer<byte[]> producer = builder.create()) {
      producer.send(bytes);
    }
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @Test
  void noValue() throws Exception {
    try (Producer<byte[]> producer = producer(0).create()) {
      producer.newMessage().key("run").value(null).send();
    }
    assertWell("a message without value");
  }

  @Test
  void lengthOfGigabytes() throws Exception {
    byte[] good = WireCodec.encode(new EngineMessage(new GetHistory("", "", null, 0, 0, "", 0)));
    byte[] poison = {good[0], (byte) 0xE0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 1, 2, 3};
    send(producer(0), poison);
    assertWell("a length of gigabytes");
  }

  @Test
  void schemaVersionsThatNobodyKnows() throws Exception {
    for (long version : new long[] {-1, 77, Long.MAX_VALUE, Long.MIN_VALUE}) {
      try (Producer<byte[]> producer = producer(0).create()) {
        Field field = producer.getClass().getDeclaredField("schemaVersion");
        field.setAccessible(true);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
        field.set(producer, Optional.of(bytes));
        producer.send(new byte[] {1, 2, 3});
      }
      assertWell("schema version " + version);
    }
  }

  @Test
  void garbageNearTheLimit() throws Exception {
    send(producer(0), noise(5_100_000));
    assertWell("5.1 MB of garbage");
  }

  @Test
  void whatDecompressesToHundredMegabytes() throws Exception {
    for (CompressionType type : List.of(CompressionType.LZ4, CompressionType.ZSTD)) {
      send(producer(0).compressionType(type), new byte[100_000_000]);
      assertWell("100 MB by " + type);
    }
  }

  @Test
  void chunks() throws Exception {
    send(producer(0).enableChunking(true), noise(20_000_000));
    assertWell("chunks");
    host.close();
    startHost();
    assertWell("chunks, and a take-over");
  }

  @Test
  void namesThatMakeNoTopic() {
    for (String name : List.of("x-partition-3", "n".repeat(1_000_000), "n".repeat(1_000))) {
      transport.send(new Destination.Engine(id(0)), new EngineMessage(startOf(name, id(0))));
      transport.flush();
      assertWell("a name of " + name.length() + " characters");
    }
    // Names as long as they may be make a topic.
    String id = id(0);
    transport.send(new Destination.Engine(id), new EngineMessage(startOf("n".repeat(400), id)));
    transport.send(
        new Destination.Engine(id), new EngineMessage(startOf("a-partition-b", id + "b")));
    transport.flush();
    assertWell("the longest name");
  }

  private static StartWorkflow startOf(String name, String id) {
    return new StartWorkflow(
        "request-" + id,
        id,
        name,
        "run",
        List.of(),
        ConflictPolicy.REJECT,
        ReusePolicy.ALLOW,
        0,
        0,
        List.of(),
        Map.of(),
        "",
        false,
        false,
        null,
        null,
        List.of(),
        null);
  }

  @Test
  void timesAndNumbersOutOfRange() {
    String id = id(0);
    transport.send(
        new Destination.Engine(id),
        new EngineMessage(new TimerDue(id, "run", "timer", Long.MAX_VALUE)));
    transport.send(
        new Destination.Engine(id),
        new EngineMessage(new GetHistory("r", id, null, -7, 0, "nobody", 0)));
    transport.flush();
    assertWell("times and numbers out of range");
  }

  @Test
  void wrongPartition() {
    transport.send(new Destination.EnginePartition(0), new EngineMessage(startOf("Flow", id(1))));
    transport.flush();
    assertWell("a start in the wrong partition");
  }

  @Test
  void anyFields() throws Exception {
    long seed = System.nanoTime();
    System.out.println("AnyMessageIT.anyFields seed " + seed);
    String id = id(0);
    MessageMutations mutations =
        new MessageMutations(
            Map.of("workflowId", id, "workflowName", "Nobodys", "cron", "0 3 * * *"));
    List<byte[]> all = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Random random = new Random(seed);
    for (SpecificRecord body : mutations.bodies(EngineMessage.getClassSchema())) {
      mutations.mutate(
          body,
          (path, record) -> {
            if (random.nextInt(40) == 0) {
              all.add(WireCodec.encode(new EngineMessage(record)));
              names.add(path);
            }
          });
    }
    Collections.shuffle(all, random);
    try (Producer<byte[]> producer = producer(0).create()) {
      for (int i = 0; i < all.size() && i < 300; i++) {
        producer.newMessage().key(id).value(all.get(i)).sendAsync();
      }
      producer.flush();
    }
    assertWell(names.size() + " messages, seed " + seed);
  }
}
