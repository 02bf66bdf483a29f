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
 * @param publishedAtMillis when it was published, milliseconds since the epoch
 * @param key the workflow id it was sent with
 * @param bytes its content
 * @param writer the schema it was written with; null for today's
 */
public record LogEntry(
    Position position,
    long publishedAtMillis,
    @Nullable String key,
    byte[] bytes,
    @Nullable Schema writer) {

  /**
   * The message.
   *
   * @throws UndecodableMessageException if it cannot be read
   */
  public EngineMessage message() {
    return WireCodec.decode(EngineMessage.class, bytes, writer);
  }
}
