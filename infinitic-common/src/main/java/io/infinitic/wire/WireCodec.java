package io.infinitic.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of the contract as they travel on topics: plain Avro binary, so that any Avro reader can
 * read them.
 */
public final class WireCodec {

  private WireCodec() {}

  /** The record in Avro binary. */
  public static byte[] encode(SpecificRecord message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    Datums.write(message, bytes);
    return bytes.toByteArray();
  }

  /**
   * Reads a record, and checks what it says.
   *
   * @param writer the schema it was written with; null for today's
   * @throws UndecodableMessageException if the bytes are not such a record, or go on after it, or
   *     if it holds what no process of the contract writes
   */
  public static <T extends SpecificRecord> T decode(
      Class<T> type, byte[] bytes, @Nullable Schema writer) {
    try {
      var decoder = new BoundedDecoder(bytes, 0);
      T message = Datums.read(type, writer, decoder);
      if (!decoder.isEnd()) {
        throw new UndecodableMessageException(
            Wording.count(bytes.length, "byte") + " hold more than one " + type.getSimpleName(),
            null);
      }
      MessageValidator.check(message);
      return message;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof UndecodableMessageException known) {
        throw known;
      }
      throw new UndecodableMessageException(
          bytes.length + " bytes are not a " + type.getSimpleName() + ": " + e, e);
    }
  }
}
