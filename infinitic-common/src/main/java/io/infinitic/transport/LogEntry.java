package io.infinitic.transport;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.wire.UndecodableMessageException;
import io.infinitic.wire.WireCodec;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A message of a partition log.
 *
 * @param position its place
 * @param sent who sent it, and when
 * @param key the workflow id it was sent with
 * @param bytes its content
 * @param writer the schema it was written with; null for today's
 * @param problem why it cannot be read, if the transport knows; else null
 */
public record LogEntry(
    Position position,
    Sent sent,
    @Nullable String key,
    byte[] bytes,
    @Nullable Schema writer,
    @Nullable String problem) {

  /** One that may be readable. */
  public LogEntry(
      Position position, Sent sent, @Nullable String key, byte[] bytes, @Nullable Schema writer) {
    this(position, sent, key, bytes, writer, null);
  }

  /**
   * The message.
   *
   * @throws UndecodableMessageException if it cannot be read
   */
  public EngineMessage message() {
    if (problem != null) {
      throw new UndecodableMessageException(problem, null);
    }
    return WireCodec.decode(EngineMessage.class, bytes, writer);
  }

  /**
   * Where and when a message was sent.
   *
   * @param process who sent it, as the broker knows it
   * @param byThis whether that is the process that reads it
   * @param atMillis when, by that process's clock, milliseconds since the epoch
   * @param brokerMillis when it arrived, by the broker's clock; 0 if the broker does not say
   */
  public record Sent(String process, boolean byThis, long atMillis, long brokerMillis) {}
}
