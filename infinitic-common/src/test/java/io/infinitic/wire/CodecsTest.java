package io.infinitic.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.TimerDue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes are those of Avro's own readers and writers, whoever makes them. */
class CodecsTest {

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final RandomRecords records = new RandomRecords(seed);

  @ParameterizedTest
  @MethodSource("io.infinitic.wire.RandomRecords#kinds")
  void recordsAreWrittenAndReadAsAvroDoes(Class<? extends SpecificRecord> kind) throws IOException {
    for (int i = 0; i < 1_000; i++) {
      SpecificRecord record = records.next(kind);
      byte[] bytes = written(record);
      ByteArrayOutputStream ours = new ByteArrayOutputStream();
      Datums.write(record, ours);
      assertThat(ours.toByteArray()).as("seed %d, record %d", seed, i).isEqualTo(bytes);
      SpecificRecord read = Datums.read(kind, null, new BoundedDecoder(bytes, 0));
      assertThat(read).isEqualTo(record).isEqualTo(read(record, bytes));
      assertThat(WireCodec.encode(read)).hasSize(bytes.length); // maps may be in another order
      assertThat(StoredCodec.encode(record)).isEqualTo(stored(record));
      assertThat(StoredCodec.<SpecificRecord>decode(cast(kind), stored(record))).isEqualTo(record);
    }
  }

  @Test
  void fieldThatMustNotBeNullIsNamed() {
    TimerDue due = new TimerDue("order-1", null, "timer", 1);
    assertThatThrownBy(() -> WireCodec.encode(new EngineMessage(due)))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("runId");
    assertThatThrownBy(() -> WireCodec.encode(new EngineMessage("a text")))
        .isInstanceOf(AvroRuntimeException.class)
        .hasMessageContaining("EngineMessage.body");
  }

  @SuppressWarnings("unchecked") // any kind
  private static Class<SpecificRecord> cast(Class<? extends SpecificRecord> kind) {
    return (Class<SpecificRecord>) kind;
  }

  private static byte[] written(SpecificRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new SpecificDatumWriter<>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  private static SpecificRecord read(SpecificRecord record, byte[] bytes) throws IOException {
    return new SpecificDatumReader<SpecificRecord>(record.getSchema())
        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
  }

  private static byte[] stored(SpecificRecord record) throws IOException {
    var buffer = new BinaryMessageEncoder<>(SpecificData.get(), record.getSchema()).encode(record);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
