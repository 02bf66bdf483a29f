package io.infinitic.pulsar;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Subscription;
import io.infinitic.wire.WireCodec;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/** A consumer of a worker topic. */
final class PulsarSubscription<T extends SpecificRecord> implements Subscription<T> {

  /** Clocks of the machines may differ by this much, milliseconds. */
  private static final long CLOCKS_DIFFER = 2_000;

  private final Consumer<byte[]> consumer;
  private final Class<T> type;
  private final WriterSchemas schemas;
  private final long subscribedAt = System.currentTimeMillis();

  PulsarSubscription(Consumer<byte[]> consumer, Class<T> type, WriterSchemas schemas) {
    this.consumer = consumer;
    this.type = type;
    this.schemas = schemas;
  }

  @Override
  public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
    try {
      Message<byte[]> message = consumer.receive((int) maxMillis, TimeUnit.MILLISECONDS);
      return message == null ? null : new Received(message);
    } catch (PulsarClientException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      throw new PulsarException("cannot receive: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    consumer.closeAsync();
  }

  private final class Received implements Delivery<T> {
    private final Message<byte[]> message;

    Received(Message<byte[]> message) {
      this.message = message;
    }

    @Override
    public T message() {
      return WireCodec.decode(type, message.getData(), schemas.of(message, type));
    }

    @Override
    public byte[] bytes() {
      return message.getData();
    }

    @Override
    public @Nullable String key() {
      return message.getKey();
    }

    @Override
    public String origin() {
      return message.getTopicName() + " " + message.getMessageId();
    }

    /**
     * A message that was published while this consumer was connected comes for the first time,
     * unless the broker says otherwise.
     */
    @Override
    public boolean mayBeRepeated() {
      long connectedAt = Math.max(subscribedAt, consumer.getLastDisconnectedTimestamp());
      return message.getRedeliveryCount() > 0
          || message.getPublishTime() < connectedAt + CLOCKS_DIFFER;
    }

    @Override
    public void acknowledge() {
      consumer.acknowledgeAsync(message);
    }

    @Override
    public void giveBack() {
      consumer.negativeAcknowledge(message);
    }
  }
}
