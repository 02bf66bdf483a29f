package io.infinitic.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/**
 * A producer that batches as the engine's do, which carries most: the first message leaves at once,
 * those that come while a batch is on its way leave together when it has arrived.
 */
final class RawOutlet {

  private final Producer<byte[]> producer;
  private final AtomicBoolean unflushed = new AtomicBoolean();
  private final AtomicBoolean flushing = new AtomicBoolean();

  private RawOutlet(Producer<byte[]> producer) {
    this.producer = producer;
  }

  static RawOutlet open(PulsarClient client, String topic, int batch) throws PulsarClientException {
    return new RawOutlet(
        client
            .newProducer()
            .topic(topic)
            .batchingMaxMessages(batch)
            .batchingMaxBytes(1 << 20)
            .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
            .blockIfQueueFull(true)
            .create());
  }

  CompletableFuture<?> send(RawMessage message) {
    CompletableFuture<?> sent =
        producer.newMessage().key(message.key()).value(message.bytes()).sendAsync();
    unflushed.set(true);
    return sent;
  }

  void flush() {
    if (unflushed.get() && flushing.compareAndSet(false, true)) {
      unflushed.set(false);
      producer
          .flushAsync()
          .whenComplete(
              (done, error) -> {
                flushing.set(false);
                flush();
              });
    }
  }
}
