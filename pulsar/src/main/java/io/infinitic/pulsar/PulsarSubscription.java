package io.infinitic.pulsar;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Subscription;
import io.infinitic.wire.WireCodec;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * Consumers of a worker topic, one for each of its partitions: Pulsar's own consumer of several
 * partitions lets messages wait for a timer, and moves each between threads.
 */
final class PulsarSubscription<T extends SpecificRecord> implements Subscription<T> {

  /** Clocks of the machines may differ by this much, milliseconds. */
  private static final long CLOCKS_DIFFER = 2_000;

  private final List<Partition> partitions;
  private final Class<T> type;
  private final WriterSchemas schemas;
  private final long subscribedAt = System.currentTimeMillis();

  /** Messages that arrived where one was waited for. */
  private final BlockingQueue<Received> arrived = new LinkedBlockingQueue<>();

  private int next;

  PulsarSubscription(List<Consumer<byte[]>> consumers, Class<T> type, WriterSchemas schemas) {
    partitions = consumers.stream().map(Partition::new).toList();
    this.type = type;
    this.schemas = schemas;
  }

  @Override
  public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
    Delivery<T> here = poll();
    if (here != null) {
      return here;
    }
    await(() -> {});
    return arrived.poll(maxMillis, TimeUnit.MILLISECONDS);
  }

  /** A message that is here; null if there is none. */
  @Nullable Delivery<T> poll() throws InterruptedException {
    Received waited = arrived.poll();
    for (int i = 0; waited == null && i < partitions.size(); i++) {
      next = (next + 1) % partitions.size();
      waited = partitions.get(next).poll();
    }
    return waited;
  }

  /** Whether something that was waited for is here. */
  boolean hasArrived() {
    return !arrived.isEmpty();
  }

  /**
   * Waits for a message of each partition, beside the calling thread, unless one is here.
   *
   * @param then called when one has arrived, by another thread; not by partitions where one is
   *     waited for already
   */
  void await(Runnable then) {
    if (!hasArrived()) {
      partitions.forEach(partition -> partition.await(then));
    }
  }

  @Override
  public void close() {
    partitions.forEach(partition -> partition.consumer.closeAsync());
  }

  private final class Partition {
    private final Consumer<byte[]> consumer;
    private volatile boolean isAwaited;

    Partition(Consumer<byte[]> consumer) {
      this.consumer = consumer;
    }

    @Nullable Received poll() throws InterruptedException {
      try {
        Message<byte[]> message = isAwaited ? null : consumer.receive(0, TimeUnit.MILLISECONDS);
        return message == null ? null : new Received(consumer, message);
      } catch (PulsarClientException e) {
        if (e.getCause() instanceof InterruptedException) {
          throw new InterruptedException();
        }
        throw new PulsarException("cannot receive: " + e.getMessage(), e);
      }
    }

    /** The next message comes to those that have arrived. */
    void await(Runnable then) {
      if (!isAwaited) {
        isAwaited = true;
        consumer
            .receiveAsync()
            .whenComplete(
                (message, closed) -> {
                  isAwaited = false; // before it can be seen: or nobody asks for the next one
                  if (message != null) {
                    arrived.add(new Received(consumer, message));
                    then.run();
                  }
                });
      }
    }
  }

  private final class Received implements Delivery<T> {
    private final Consumer<byte[]> consumer;
    private final Message<byte[]> message;

    Received(Consumer<byte[]> consumer, Message<byte[]> message) {
      this.consumer = consumer;
      this.message = message;
    }

    @Override
    public T message() {
      return WireCodec.decode(type, bytes(), schemas.of(message, type));
    }

    @Override
    public byte[] bytes() {
      return WriterSchemas.bytes(message);
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
          || message.getBrokerPublishTime().orElse(message.getPublishTime())
              < connectedAt + CLOCKS_DIFFER;
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
