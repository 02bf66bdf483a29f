package io.infinitic.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.Ids;
import io.infinitic.schemas.ConflictPolicy;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.GetHistory;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.ReusePolicy;
import io.infinitic.schemas.StartWorkflow;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.server.Chain.Steps;
import io.infinitic.server.Chain.Sum;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Priority;
import io.infinitic.transport.TaskId;
import io.infinitic.wire.WireCodec;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.admin.ListNamespaceTopicsOptions;
import org.apache.pulsar.client.admin.Mode;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** No message stops a partition on a real broker, whoever wrote it. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class AnyMessageIT {

  private static final int PARTITIONS = 2;

  /** What the broker takes. */
  private static final int MOST_BYTES = 5 << 20;

  /** Kinds of messages that are sent before somebody looks after the partitions. */
  private static final int KINDS = 5;

  @TempDir static Path folder;
  private static AnyMessageTarget target;

  @BeforeAll
  static void start() throws Exception {
    target = new AnyMessageTarget(folder, PARTITIONS);
    target.assertWell("the start");
  }

  @AfterAll
  static void stop() throws Exception {
    target.close();
  }

  private static ProducerBuilder<byte[]> producer(int partition) {
    return target
        .raw
        .newProducer(Schema.NATIVE_AVRO(EngineMessage.getClassSchema()))
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
    target.assertWell("a message without value");
  }

  @Test
  void lengthOfGigabytes() throws Exception {
    byte[] good = WireCodec.encode(new EngineMessage(new GetHistory("", "", null, 0, 0, "", 0)));
    byte[] poison = {good[0], (byte) 0xE0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 1, 2, 3};
    send(producer(0), poison);
    target.assertWell("a length of gigabytes");
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
      target.assertWell("schema version " + version);
    }
  }

  @Test
  void garbageNearTheLimit() throws Exception {
    byte[] garbage = noise(MOST_BYTES - 100); // with its letter around it, too large
    String origin;
    try (Producer<byte[]> producer = producer(0).create()) {
      MessageIdAdv id = (MessageIdAdv) producer.send(garbage);
      origin = id.getLedgerId() + ":" + id.getEntryId() + ":0:1";
    }
    target.assertWell("5.2 MB of garbage");
    DeadLetter letter = letterOf(origin);
    assertThat(letter.content()).isEqualTo(ByteBuffer.wrap(garbage, 0, 1_000).slice());
    assertThat(letter.reason())
        .contains("the first 1000 of " + garbage.length + " bytes", "in engine-0 at " + origin);
  }

  private static DeadLetter letterOf(String origin) throws Exception {
    try (var consumer =
        target
            .raw
            .newConsumer()
            .topic("persistent://infinitic/any/dead-letter")
            .subscriptionName("test")
            .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
            .subscribe()) {
      while (true) {
        var message = consumer.receive(30, TimeUnit.SECONDS);
        assertThat(message).as("a letter of %s", origin).isNotNull();
        DeadLetter letter = WireCodec.decode(DeadLetter.class, message.getData(), null);
        if (letter.position().equals(origin)) {
          return letter;
        }
      }
    }
  }

  @Test
  void whatDecompressesToHundredMegabytes() throws Exception {
    for (CompressionType type : List.of(CompressionType.LZ4, CompressionType.ZSTD)) {
      send(producer(0).compressionType(type), new byte[100_000_000]);
      target.assertWell("100 MB by " + type);
    }
  }

  @Test
  void chunks() throws Exception {
    send(producer(0).enableChunking(true), noise(20_000_000));
    target.assertWell("chunks");
    target.takeOver();
    target.assertWell("chunks, and a take-over");
  }

  @Test
  void namesThatMakeNoTopic() {
    for (String name : List.of("x-partition-3", "n".repeat(1_000_000), "n".repeat(1_000))) {
      target.transport.send(
          new Destination.Engine(target.id(0)), new EngineMessage(startOf(name, target.id(0))));
      target.transport.flush();
      target.assertWell("a name of " + name.length() + " characters");
    }
    // Names as long as they may be make a topic.
    String id = target.id(0);
    target.transport.send(
        new Destination.Engine(id), new EngineMessage(startOf("n".repeat(400), id)));
    target.transport.send(
        new Destination.Engine(id), new EngineMessage(startOf("a-partition-b", id + "b")));
    target.transport.flush();
    target.assertWell("the longest name");
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
    String id = target.id(0);
    target.transport.send(
        new Destination.Engine(id),
        new EngineMessage(new TimerDue(id, "run", "timer", Long.MAX_VALUE)));
    target.transport.send(
        new Destination.Engine(id),
        new EngineMessage(new GetHistory("r", id, null, -7, 0, "nobody", 0)));
    target.transport.flush();
    target.assertWell("times and numbers out of range");
  }

  @Test
  void wrongPartition() {
    target.transport.send(
        new Destination.EnginePartition(0), new EngineMessage(startOf("Flow", target.id(1))));
    target.transport.flush();
    target.assertWell("a start in the wrong partition");
  }

  /** Some of every kind, a few kinds at a time. */
  @Test
  void anyFields() {
    Random random = random("anyFields");
    int kinds = EngineMessage.getClassSchema().getField("body").schema().getTypes().size();
    for (int first = 0; first < kinds; first += KINDS) {
      String id = target.id(first / KINDS % PARTITIONS);
      MutatedMessages group =
          new MutatedMessages(
              target.transport,
              Map.of("workflowId", id, "workflowName", "Nobodys", "cron", "0 3 * * *"),
              random);
      for (SpecificRecord body :
          group
              .mutations
              .bodies(EngineMessage.getClassSchema())
              .subList(first, Math.min(first + KINDS, kinds))) {
        group.send(
            body,
            record -> target.transport.send(new Destination.Engine(id), new EngineMessage(record)));
      }
      target.assertWell(group.toString());
    }
  }

  @Test
  void anyFieldsOfWhatWorkersGet() {
    Random random = random("anyFieldsOfWhatWorkersGet");
    String id = target.id(0);
    String runId = Ids.run(id, "start");
    String service = Steps.class.getName();
    MutatedMessages tasks =
        new MutatedMessages(
            target.transport,
            Map.of(
                "workflowId",
                id,
                "runId",
                runId,
                "taskId",
                TaskId.of(id, runId, 1).toString(),
                "service",
                service,
                "task",
                "step",
                "encoding",
                "json"),
            random);
    for (Priority priority : Priority.values()) {
      tasks.send(
          tasks.mutations.record(ExecuteTask.getClassSchema()),
          record -> target.transport.send(new Destination.Tasks(service, priority), record));
    }
    tasks.send(
        tasks.mutations.record(WorkersAsked.getClassSchema()),
        record -> target.transport.send(new Destination.Workers(), record));
    target.assertWell(tasks.toString());
    String workflow = Sum.class.getName();
    MutatedMessages workflowTasks =
        new MutatedMessages(
            target.transport,
            Map.of("workflowId", id, "workflowName", workflow, "fromEvent", 1L),
            random);
    workflowTasks.send(
        workflowTasks.mutations.record(ExecuteWorkflowTask.getClassSchema()),
        record -> target.transport.send(new Destination.WorkflowTasks(workflow, id), record));
    target.assertWell(workflowTasks.toString());
  }

  @Test
  void anyFieldsOfReplies() throws Exception {
    MutatedMessages group =
        new MutatedMessages(target.transport, Map.of(), random("anyFieldsOfReplies"));
    List<Producer<byte[]>> listeners = new ArrayList<>();
    try (PulsarAdmin admin =
        PulsarAdmin.builder().serviceHttpUrl(target.settings.webServiceUrl()).build()) {
      var notDurable = ListNamespaceTopicsOptions.builder().mode(Mode.NON_PERSISTENT).build();
      for (String topic : admin.namespaces().getTopics("infinitic/any", notDurable)) {
        if (topic.contains("/reply-")) {
          listeners.add(target.raw.newProducer().topic(topic).create());
        }
      }
    }
    assertThat(listeners).as("the worker's client, at least").isNotEmpty();
    for (SpecificRecord body : group.mutations.bodies(Reply.getClassSchema())) {
      group.send(
          body,
          record -> {
            byte[] bytes = WireCodec.encode(new Reply(record));
            return CompletableFuture.allOf(
                listeners.stream()
                    .map(listener -> listener.sendAsync(bytes))
                    .toArray(CompletableFuture[]::new));
          });
    }
    for (Producer<byte[]> listener : listeners) {
      listener.close();
    }
    target.assertWell(group.toString());
  }

  private static Random random(String test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("AnyMessageIT." + test + " seed " + seed);
    return new Random(seed);
  }
}
