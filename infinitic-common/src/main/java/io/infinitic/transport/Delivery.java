package io.infinitic.transport;

import io.infinitic.wire.UndecodableMessageException;
import org.apache.avro.specific.SpecificRecord;

/** A message in the hands of a worker. */
public interface Delivery<T extends SpecificRecord> {

  /**
   * The message.
   *
   * @throws UndecodableMessageException if it cannot be read
   */
  T message();

  /** Its bytes as they came. */
  byte[] bytes();

  /** Where it came from, for people: topic and position. */
  String origin();

  /**
   * Whether an earlier delivery of the same message may have been handled: by another worker, or
   * before a restart.
   */
  boolean mayBeRepeated();

  /** Done with: it will not come again. */
  void acknowledge();

  /** Not done: it comes again, here or elsewhere. */
  void giveBack();
}
