package io.infinitic.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionType;

/**
 * A thread that takes messages as they come, sends one for each, and acknowledges what it has taken
 * when what it has sent for it is durable.
 */
final class RawStation {

  /** What is sent for a message; completes when that is durable. */
  interface Work {
    CompletableFuture<?> on(RawMessage message);
  }

  private static final int BATCH = 1_000;

  private final Consumer<byte[]> consumer;
  private final boolean cumulative;
  private final Work work;
  private final Runnable flush;

  private static final int ACKNOWLEDGE_MILLIS = 100;

  private RawStation(Consumer<byte[]> consumer, boolean cumulative, Work work, Runnable flush) {
    this.consumer = consumer;
    this.cumulative = cumulative;
    this.work = work;
    this.flush = flush;
  }

  /**
   * One that acknowledges everything up to a message at once, as the owner of a partition does.
   *
   * @param flush lets leave what the work has sent
   */
  static void ofEngine(PulsarClient client, String topic, Work work, Runnable flush)
      throws PulsarClientException {
    new RawStation(subscribe(client, topic, SubscriptionType.Failover, 2_000), true, work, flush)
        .start("raw-engine");
  }

  /** One that acknowledges message by message, as a worker does. */
  static void ofWorker(
      PulsarClient client, String topic, SubscriptionType type, Work work, Runnable flush)
      throws PulsarClientException {
    new RawStation(subscribe(client, topic, type, 1_000), false, work, flush).start("raw-worker");
  }

  private static Consumer<byte[]> subscribe(
      PulsarClient client, String topic, SubscriptionType type, int prefetch)
      throws PulsarClientException {
    return client
        .newConsumer()
        .topic(topic)
        .subscriptionName("raw")
        .subscriptionType(type)
        .receiverQueueSize(prefetch)
        .enableBatchIndexAcknowledgment(true)
        .acknowledgmentGroupTime(
            type == SubscriptionType.Shared ? 0 : ACKNOWLEDGE_MILLIS, TimeUnit.MILLISECONDS)
        .subscribe();
  }

  private void start(String name) {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        takeBatch();
      }
    } catch (PulsarClientException e) {
      // its client was closed
    }
  }

  private void takeBatch() throws PulsarClientException {
    Message<byte[]> message = consumer.receive();
    List<CompletableFuture<?>> sent = new ArrayList<>();
    Message<byte[]> last = message;
    while (message != null) {
      CompletableFuture<?> done = work.on(RawMessage.of(message.getData()));
      sent.add(done);
      if (!cumulative) {
        Message<byte[]> taken = message;
        done.thenRun(() -> consumer.acknowledgeAsync(taken));
      }
      last = message;
      message = sent.size() < BATCH ? consumer.receive(0, TimeUnit.MILLISECONDS) : null;
    }
    flush.run();
    if (cumulative) {
      Message<byte[]> taken = last;
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .thenRun(() -> consumer.acknowledgeCumulativeAsync(taken));
    }
  }
}
