package io.infinitic.benchmarks.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;

/** A producer that waits for nothing but its caller's word to send a batch. */
final class RawOutlet {

  private final Producer<byte[]> producer;

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
    return producer.newMessage().key(message.key()).value(message.bytes()).sendAsync();
  }

  void flush() {
    producer.flushAsync();
  }
}
