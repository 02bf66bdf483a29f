package io.infinitic.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as they are kept in stores: Avro's single-object encoding, which names the schema of the
 * writer by its fingerprint, so that a row written by an older version stays readable.
 */
public final class StoredCodec {

  private static final ConcurrentHashMap<Class<?>, BinaryMessageEncoder<SpecificRecord>> ENCODERS =
      new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Class<?>, BinaryMessageDecoder<?>> DECODERS =
      new ConcurrentHashMap<>();

  private StoredCodec() {}

  /** The record with its schema's fingerprint. */
  public static byte[] encode(SpecificRecord row) {
    var encoder =
        ENCODERS.computeIfAbsent(
            row.getClass(),
            type -> new BinaryMessageEncoder<>(SpecificData.get(), row.getSchema(), true));
    try {
      ByteBuffer buffer = encoder.encode(row);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a record of any released version.
   *
   * @throws UndecodableMessageException if the bytes are not such a record, or were written by a
   *     version newer than this one
   */
  @SuppressWarnings("unchecked") // the decoder was made for this very class
  public static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
    var decoder =
        (BinaryMessageDecoder<T>)
            DECODERS.computeIfAbsent(
                type,
                t ->
                    new BinaryMessageDecoder<T>(
                        SpecificData.get(), SpecificData.get().getSchema(t), Released.STORE));
    try {
      return decoder.decode(bytes);
    } catch (IOException | RuntimeException e) {
      throw new UndecodableMessageException(
          "stored bytes are not a readable "
              + type.getSimpleName()
              + ", or a newer version of Infinitic wrote them: "
              + e.getMessage(),
          e);
    }
  }

  /** Every schema that a released version has written. */
  private static final class Released {
    static final SchemaStore STORE = store();

    private static SchemaStore store() {
      Map<Long, Schema> schemas = new HashMap<>();
      for (String name : lines("index.txt")) {
        Schema schema = new Schema.Parser().parse(String.join("\n", lines(name)));
        schemas.put(SchemaNormalization.parsingFingerprint64(schema), schema);
      }
      return schemas::get;
    }

    private static Iterable<String> lines(String name) {
      String path = "/io/infinitic/schemas/released/" + name;
      try (InputStream in = StoredCodec.class.getResourceAsStream(path)) {
        if (in == null) {
          throw new IllegalStateException("missing resource " + path);
        }
        return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
