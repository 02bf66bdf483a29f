package io.infinitic.pulsar;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.ProducerBuilder;
import org.apache.pulsar.client.api.PulsarClient;

/** The topics that a process sends to. */
final class Outlets {

  private static final int BATCH = 1_000;
  private static final int BATCH_BYTES = 1 << 20;

  /** One worker gets the whole batch. */
  private static final int TASK_BATCH = 8;

  /**
   * Much less than what the broker buffers for a connection, 64 KB: while that is full, it drops
   * messages of topics that are not durable, and then a caller asks again after seconds.
   */
  private static final int REPLY_BATCH_BYTES = 16 << 10;

  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final PulsarClient client;
  private final Senders senders;
  private final Map<String, Outlet> durable = new ConcurrentHashMap<>();
  private final Map<String, Outlet> replies = new ConcurrentHashMap<>();

  Outlets(PulsarClient client, Senders senders) {
    this.client = client;
    this.senders = senders;
  }

  Outlet messages(String topic, Schema schema) {
    return outlet(durable, topic, () -> open(topic, schema, BATCH));
  }

  Outlet tasks(String topic, Schema schema) {
    return outlet(durable, topic, () -> open(topic, schema, TASK_BATCH));
  }

  /** Those to processes that are gone would add up: a new one ends those that were not used. */
  Outlet replies(String topic) {
    if (!replies.containsKey(topic)) {
      replies.values().removeIf(Outlets::closeIfIdle);
    }
    return outlet(replies, topic, () -> openReplies(topic));
  }

  void flush() {
    durable.values().forEach(Outlet::flush);
    replies.values().forEach(Outlet::flush);
  }

  private static Outlet outlet(
      Map<String, Outlet> outlets,
      String topic,
      Supplier<CompletableFuture<Producer<byte[]>>> open) {
    Outlet outlet = outlets.computeIfAbsent(topic, t -> new Outlet(open.get()));
    if (outlet.failed() && outlets.remove(topic, outlet)) {
      return outlets.computeIfAbsent(topic, t -> new Outlet(open.get()));
    }
    return outlet;
  }

  private static boolean closeIfIdle(Outlet outlet) {
    boolean idle = outlet.idleFor(IDLE_NANOS);
    if (idle) {
      outlet.close();
    }
    return idle;
  }

  private CompletableFuture<Producer<byte[]>> open(String topic, Schema schema, int batch) {
    return producer(topic, org.apache.pulsar.client.api.Schema.NATIVE_AVRO(schema))
        .batchingMaxMessages(batch)
        .batchingMaxBytes(BATCH_BYTES)
        .createAsync();
  }

  /** No schema is registered for a topic that lives as long as a process. */
  private CompletableFuture<Producer<byte[]>> openReplies(String topic) {
    return producer(topic, org.apache.pulsar.client.api.Schema.BYTES)
        .batchingMaxMessages(BATCH)
        .batchingMaxBytes(REPLY_BATCH_BYTES)
        .compressionType(CompressionType.LZ4)
        .createAsync();
  }

  private ProducerBuilder<byte[]> producer(
      String topic, org.apache.pulsar.client.api.Schema<byte[]> schema) {
    return client
        .newProducer(schema)
        .topic(topic)
        .producerName(senders.next())
        .enableBatching(true)
        // A bound only: the sender flushes.
        .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
        .blockIfQueueFull(true)
        .sendTimeout(30, TimeUnit.SECONDS);
  }
}
