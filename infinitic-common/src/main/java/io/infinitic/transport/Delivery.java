package io.infinitic.transport;

import io.infinitic.wire.UndecodableMessageException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

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

  /** The workflow id that it concerns; null if that is not known. */
  @Nullable String key();

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
