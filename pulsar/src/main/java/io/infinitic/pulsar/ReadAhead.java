package io.infinitic.pulsar;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.impl.ConsumerImpl;

/**
 * How many messages of a consumer may wait in this process: as many as take about so many bytes.
 * Pulsar's receiver queue counts messages, and each may be some MB; so it begins with a few, and
 * the broker is given leave to send more when they turn out to be small. Pulsar can let the queue
 * grow by itself, but then a seek stops the consumer for good.
 *
 * <p>Of what waits, the size is known; what the broker has leave to send is taken to be like the
 * messages before, and leave that was given can only be not renewed. So large messages behind small
 * ones that wait come a few at a time, and are noticed. But where nothing waits, and the broker has
 * leave for many small ones, a burst of large ones exceeds {@link #BYTES}: once, and by at most
 * {@link #MOST} of them. A process that starts again begins with {@link #LEAST}.
 *
 * <p>Used by the thread that receives.
 */
final class ReadAhead {

  /** What is used of Pulsar's consumer. */
  interface Receiver {

    boolean isConnected();

    /** When a connection ended last. It is known shortly before the connection has ended. */
    long lastDisconnected();

    /** How many messages wait. */
    int waiting();

    long waitingBytes();

    /** Lets so many more come over this connection or, if negative, so many fewer. */
    void permit(int more);
  }

  private record OfPulsar(ConsumerImpl<?> consumer) implements Receiver {
    @Override
    public boolean isConnected() {
      return consumer.isConnected();
    }

    @Override
    public long lastDisconnected() {
      return consumer.getLastDisconnectedTimestamp();
    }

    @Override
    public int waiting() {
      return consumer.getTotalIncomingMessages();
    }

    @Override
    public long waitingBytes() {
      return consumer.getIncomingMessageSize();
    }

    @Override
    public void permit(int more) {
      consumer.increaseAvailablePermits(more);
    }
  }

  /** Size of the consumer's own queue. It asks the broker for more when half of it is free. */
  static final int LEAST = 50;

  static final int MOST = 2_000;
  static final long BYTES = 32L << 20;

  /** An average of about so many messages. */
  private static final double AVERAGED = 50;

  /** A connection that is said to have ended has ended after this. It takes microseconds. */
  private static final long ENDS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Receiver receiver;
  private final Object monitor;
  private final LongSupplier nanos;
  private double averageBytes = (double) BYTES / LEAST;
  private int messages = LEAST;
  private long disconnected;
  private long disconnectedNanos;

  /**
   * @param consumer with a receiver queue of {@link #LEAST}
   */
  ReadAhead(Consumer<?> consumer) {
    this(new OfPulsar((ConsumerImpl<?>) consumer), consumer, System::nanoTime);
  }

  /**
   * @param monitor is held when a new connection begins to count permits
   */
  ReadAhead(Receiver receiver, Object monitor, LongSupplier nanos) {
    this.receiver = receiver;
    this.monitor = monitor;
    this.nanos = nanos;
    disconnected = receiver.lastDisconnected();
    disconnectedNanos = nanos.getAsLong() - ENDS_NANOS;
  }

  /** One has been taken. The consumer asks for another by itself. */
  void received(int bytes) {
    averageBytes += (bytes - averageBytes) / AVERAGED;
    adapt();
  }

  /** Lets more come, or fewer from now on. */
  void adapt() {
    synchronized (monitor) {
      long last = receiver.lastDisconnected();
      if (last != disconnected) { // what the broker has leave for goes with the connection
        disconnected = last;
        disconnectedNanos = nanos.getAsLong();
        messages = LEAST; // with the next one, the consumer asks for these
      }
      if (!receiver.isConnected() || nanos.getAsLong() - disconnectedNanos < ENDS_NANOS) {
        return;
      }
      int more = fitting() - messages;
      if (more < 0 || more >= LEAST / 2) { // the broker need not hear of each
        receiver.permit(more);
        messages += more;
      }
    }
  }

  private int fitting() {
    double room = Math.max(0, BYTES - receiver.waitingBytes());
    double fitting = receiver.waiting() + room / Math.max(1, averageBytes);
    return (int) Math.max(LEAST, Math.min(MOST, fitting));
  }
}
