package io.infinitic.transport;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A worker's share of a topic. */
public interface Subscription<T extends SpecificRecord> extends AutoCloseable {

  /** The next message, or null if none came within the time. */
  @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException;

  /** Stops receiving. What was received and not acknowledged goes to another worker. */
  @Override
  void close();
}
