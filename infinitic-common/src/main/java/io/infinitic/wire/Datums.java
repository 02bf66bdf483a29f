package io.infinitic.wire;

import io.infinitic.schemas.ContractRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.FastReaderBuilder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records in Avro's binary form, without anything around them. */
final class Datums {

  private static final ThreadLocal<BinaryEncoder> ENCODER = new ThreadLocal<>();

  private static final ClassValue<DatumReader<SpecificRecord>> READERS =
      new ClassValue<>() {
        @Override
        protected DatumReader<SpecificRecord> computeValue(Class<?> type) {
          try {
            return FastReaderBuilder.getSpecific().createDatumReader(schema(type));
          } catch (IOException e) {
            throw new AvroRuntimeException(e);
          }
        }
      };

  private Datums() {}

  static Schema schema(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }

  /**
   * Appends a generated record to the bytes.
   *
   * @throws RuntimeException if a field holds what it must not; it names the field
   */
  static void write(SpecificRecord datum, ByteArrayOutputStream bytes) {
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, ENCODER.get());
    ENCODER.set(encoder);
    try {
      ((ContractRecord) datum).writeTo(encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new AvroRuntimeException(e);
    } catch (NullPointerException | ClassCastException e) {
      requireWritable(datum);
      throw e;
    }
  }

  /** Avro's own writer says which field it is. */
  private static void requireWritable(SpecificRecord datum) {
    var nowhere = EncoderFactory.get().binaryEncoder(OutputStream.nullOutputStream(), null);
    try {
      new SpecificDatumWriter<>(datum.getSchema()).write(datum, nowhere);
    } catch (IOException e) {
      throw new AvroRuntimeException(e);
    }
  }

  /**
   * Reads a record.
   *
   * @param writer the schema it was written with; null for today's
   */
  static <T extends SpecificRecord> T read(
      Class<T> type, @Nullable Schema writer, BoundedDecoder from) throws IOException {
    return writer == null
        ? type.cast(READERS.get(type).read(null, from))
        : new SpecificDatumReader<T>(writer, schema(type)).read(null, from);
  }
}
