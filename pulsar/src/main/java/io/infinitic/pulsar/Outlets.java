package io.infinitic.pulsar;

import io.infinitic.pulsar.Outlet.Patience;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
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

  /** The engine's own topics are there, and what is sent to them must arrive. */
  private static final Patience OF_ENGINE = new Patience(60_000, Long.MAX_VALUE);

  /** What a worker's topic does not take, the engine sends again. */
  private static final Patience OF_WORKERS = new Patience(10_000, 16 << 20);

  /** A reply that is lost is asked for again. */
  private static final Patience OF_REPLIES = new Patience(5_000, 8 << 20);

  private static final int SEND_SECONDS = 30;
  private static final int SEND_TO_WORKERS_SECONDS = 10;

  /** Many who ask and are gone must not keep the broker from its other work. */
  private static final int REPLIES_AT_A_TIME = 16;

  private static final int MOST_WAITING = 1_000;
  private static final int MOST_REPLIES = 1_000;
  private static final long CLOSE_EARLY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final PulsarClient client;
  private final Senders senders;
  private final WorkerTopics topics;
  private final Map<String, Outlet> durable = new ConcurrentHashMap<>();
  private final Map<String, Outlet> replies = new ConcurrentHashMap<>();
  private final Openings openings = new Openings(REPLIES_AT_A_TIME);

  /** Its threads may have to wait, also for each other, so they are not counted; they end soon. */
  private final Executor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          1,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new DefaultThreadFactory("infinitic-pulsar-outlets", true));

  private final Executor executor = this::execute;

  Outlets(PulsarClient client, Senders senders, WorkerTopics topics) {
    this.client = client;
    this.senders = senders;
    this.topics = topics;
  }

  /** Nothing may be left undone because there are no threads for a moment. */
  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (OutOfMemoryError e) {
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, this::execute).execute(task);
    }
  }

  /** To the engine and to operators. */
  Outlet messages(String topic, Schema schema) {
    return outlet(durable, topic, OF_ENGINE, () -> open(topic, schema, BATCH, SEND_SECONDS));
  }

  Outlet tasks(String topic, Schema schema) {
    return outlet(
        durable,
        topic,
        OF_WORKERS,
        () -> whenReady(topic, 0, () -> open(topic, schema, TASK_BATCH, SEND_TO_WORKERS_SECONDS)));
  }

  /**
   * One partition of a workflow's topic.
   *
   * @param partition its name
   * @param topic the name of the whole
   */
  Outlet workflowTasks(String partition, String topic, Schema schema) {
    return outlet(
        durable,
        partition,
        OF_WORKERS,
        () ->
            whenReady(
                topic,
                Topics.WORKFLOW_PARTITIONS,
                () -> open(partition, schema, BATCH, SEND_TO_WORKERS_SECONDS)));
  }

  private CompletableFuture<Producer<byte[]>> whenReady(
      String topic, int partitions, Supplier<CompletableFuture<Producer<byte[]>>> open) {
    return topics.ready(topic, partitions).thenCompose(ready -> open.get());
  }

  /** To whoever listens now. */
  Outlet notDurable(String topic) {
    return outlet(durable, topic, OF_REPLIES, () -> openReplies(topic));
  }

  /** Those to processes that are gone would add up: a new one ends those that were not used. */
  Outlet replies(String topic) {
    if (!replies.containsKey(topic)) {
      replies.values().removeIf(outlet -> closeIfIdle(outlet, IDLE_NANOS));
      if (replies.size() >= MOST_REPLIES) {
        replies.values().removeIf(outlet -> closeIfIdle(outlet, CLOSE_EARLY_NANOS));
      }
    }
    return outlet(replies, topic, OF_REPLIES, () -> openReplies(topic));
  }

  void flush() {
    durable.values().forEach(Outlet::flush);
    replies.values().forEach(Outlet::flush);
  }

  private Outlet outlet(
      Map<String, Outlet> outlets,
      String topic,
      Patience patience,
      Supplier<CompletableFuture<Producer<byte[]>>> open) {
    Outlet known = outlets.get(topic);
    return known != null
        ? known
        : outlets.computeIfAbsent(topic, t -> new Outlet(topic, patience, open, executor));
  }

  private static boolean closeIfIdle(Outlet outlet, long nanos) {
    boolean idle = outlet.idleFor(nanos);
    if (idle) {
      outlet.close();
    }
    return idle;
  }

  private CompletableFuture<Producer<byte[]>> open(
      String topic, Schema schema, int batch, int sendSeconds) {
    return producer(topic, org.apache.pulsar.client.api.Schema.NATIVE_AVRO(schema))
        .batchingMaxMessages(batch)
        .batchingMaxBytes(BATCH_BYTES)
        .sendTimeout(sendSeconds, TimeUnit.SECONDS)
        .createAsync();
  }

  /** No schema is registered for a topic that lives as long as a process. */
  private CompletableFuture<Producer<byte[]>> openReplies(String topic) {
    if (openings.waiting() >= MOST_WAITING) {
      return CompletableFuture.failedFuture(
          new PulsarException("too many wait for a reply of this process to be opened", null));
    }
    return openings.run(
        () ->
            producer(topic, org.apache.pulsar.client.api.Schema.BYTES)
                .batchingMaxMessages(BATCH)
                .batchingMaxBytes(REPLY_BATCH_BYTES)
                .compressionType(CompressionType.LZ4)
                .sendTimeout(SEND_SECONDS, TimeUnit.SECONDS)
                .createAsync());
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
        .blockIfQueueFull(true);
  }
}
