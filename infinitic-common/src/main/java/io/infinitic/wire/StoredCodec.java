package io.infinitic.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records as they are kept in stores: Avro's single-object encoding, which names the schema of the
 * writer by its fingerprint, so that a row written by an older version stays readable.
 */
public final class StoredCodec {

  /** Says that a fingerprint follows, little endian. */
  private static final byte[] MARK = {(byte) 0xC3, 0x01};

  private static final int HEADER = MARK.length + Long.BYTES;

  private static final ClassValue<byte[]> HEADERS =
      new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> type) {
          return ByteBuffer.allocate(HEADER)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(MARK)
              .putLong(fingerprint(Datums.schema(type)))
              .array();
        }
      };

  private StoredCodec() {}

  /** The record with its schema's fingerprint. */
  public static byte[] encode(SpecificRecord row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(HEADERS.get(row.getClass()));
    Datums.write(row, bytes);
    return bytes.toByteArray();
  }

  /**
   * Reads a record of any released version.
   *
   * @throws UndecodableMessageException if the bytes are not such a record, or were written by a
   *     version newer than this one
   */
  public static <T extends SpecificRecord> T decode(Class<T> type, byte[] bytes) {
    try {
      return Datums.read(type, writer(bytes, type), new BoundedDecoder(bytes, HEADER));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UndecodableMessageException(
          "stored bytes are not a readable "
              + type.getSimpleName()
              + ", or a newer version of Infinitic wrote them: "
              + e.getMessage(),
          e);
    }
  }

  /** Null for today's. What a newer version has written has a fingerprint that is not known yet. */
  private static @Nullable Schema writer(byte[] bytes, Class<?> type) throws IOException {
    if (bytes.length < HEADER || !Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length)) {
      throw new IOException("they do not begin with the fingerprint of a schema");
    }
    if (Arrays.equals(bytes, 0, HEADER, HEADERS.get(type), 0, HEADER)) {
      return null;
    }
    long fingerprint =
        ByteBuffer.wrap(bytes, MARK.length, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
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
