package io.infinitic.pulsar;

import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.impl.ConsumerImpl;

/**
 * How many messages of a consumer may wait in this process: as many as take about so many bytes.
 * Pulsar's receiver queue counts messages, and each may be some MB; so it begins with a few, and
 * the broker is given leave to send more when they turn out to be small. Pulsar can let the queue
 * grow by itself, but then a seek stops the consumer for good.
 *
 * <p>Used by the thread that receives.
 */
final class ReadAhead {

  /** Size of the consumer's own queue. It asks the broker for more when half of it is free. */
  static final int LEAST = 50;

  private static final int MOST = 2_000;
  private static final long BYTES = 32L << 20;

  /** An average of about so many messages. */
  private static final double AVERAGED = 50;

  private final ConsumerImpl<?> consumer;
  private double averageBytes = (double) BYTES / LEAST;
  private int messages = LEAST;
  private long disconnected;

  /**
   * @param consumer with a receiver queue of {@link #LEAST}
   */
  ReadAhead(Consumer<?> consumer) {
    this.consumer = (ConsumerImpl<?>) consumer;
    disconnected = consumer.getLastDisconnectedTimestamp();
  }

  void received(int bytes) {
    averageBytes += (bytes - averageBytes) / AVERAGED;
  }

  /** Lets more come, or less from now on. */
  void adapt() {
    if (!consumer.isConnected()) {
      return;
    }
    long last = consumer.getLastDisconnectedTimestamp();
    if (last != disconnected) {
      disconnected = last;
      beginAnew();
    }
    int fitting = (int) Math.max(LEAST, Math.min(MOST, BYTES / Math.max(1, averageBytes)));
    if (Math.abs(fitting - messages) >= LEAST / 2) {
      consumer.increaseAvailablePermits(fitting - messages);
      messages = fitting;
    }
  }

  /**
   * With a connection, what the broker has leave for is gone, and the consumer asks for its own.
   */
  private void beginAnew() {
    messages = LEAST;
    int available = consumer.getAvailablePermits();
    if (available < 0) { // they were taken back from the new connection, which never had them
      consumer.increaseAvailablePermits(-available);
    }
  }
}
