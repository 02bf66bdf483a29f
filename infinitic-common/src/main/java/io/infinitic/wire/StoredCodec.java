package io.infinitic.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Records as they are kept in stores: Avro's single-object encoding, which names the schema of the
 * writer by its fingerprint, so that a row written by an older version stays readable.
 */
public final class StoredCodec {

  private static final ConcurrentHashMap<Class<?>, BinaryMessageEncoder<SpecificRecord>> ENCODERS =
      new ConcurrentHashMap<>();
  private static final ConcurrentHashMap<Schema, Long> FINGERPRINTS = new ConcurrentHashMap<>();

  /** Two bytes that say so, and the fingerprint. */
  private static final int HEADER = 2 + Long.BYTES;

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
  public static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
    Schema reader = SpecificData.get().getSchema(type);
    try {
      return new SpecificDatumReader<T>(writer(bytes, reader), reader)
          .read(null, new BoundedDecoder(bytes, HEADER));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UndecodableMessageException(
          "stored bytes are not a readable "
              + type.getSimpleName()
              + ", or a newer version of Infinitic wrote them: "
              + e.getMessage(),
          e);
    }
  }

  /** What a newer version has written has a fingerprint that is not known yet. */
  private static Schema writer(byte[] bytes, Schema reader) throws IOException {
    if (bytes.length < HEADER || bytes[0] != (byte) 0xC3 || bytes[1] != 0x01) {
      throw new IOException("they do not begin with the fingerprint of a schema");
    }
    long fingerprint =
        ByteBuffer.wrap(bytes, 2, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (fingerprint == FINGERPRINTS.computeIfAbsent(reader, StoredCodec::fingerprint)) {
      return reader;
    }
    Schema released = Released.SCHEMAS.get(fingerprint);
    if (released == null) {
      throw new MissingSchemaException(
          "no schema has the fingerprint " + Long.toHexString(fingerprint));
    }
    return released;
  }

  private static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** Every schema that a released version has written. */
  private static final class Released {
    static final Map<Long, Schema> SCHEMAS = schemas();

    private static Map<Long, Schema> schemas() {
      Map<Long, Schema> schemas = new HashMap<>();
      for (String name : lines("index.txt")) {
        Schema schema = new Schema.Parser().parse(String.join("\n", lines(name)));
        schemas.put(fingerprint(schema), schema);
      }
      return Map.copyOf(schemas);
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
