package io.infinitic.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes against what the codec writes. */
class SizesTest {

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final RandomRecords records = new RandomRecords(seed);

  @ParameterizedTest
  @MethodSource("io.infinitic.wire.RandomRecords#kinds")
  void neverTooSmallAndHardlyTooLarge(Class<? extends SpecificRecord> kind) {
    for (int i = 0; i < 2_000; i++) {
      SpecificRecord record = records.next(kind);
      int encoded = WireCodec.encode(record).length;
      assertThat(Sizes.of(record))
          .as("seed %d, record %d: %s", seed, i, record)
          .isGreaterThanOrEqualTo(encoded)
          .isLessThanOrEqualTo(encoded + fields(record));
      assertThat(Sizes.first(List.of(record, record), 2 * encoded - 1)).hasSize(1);
      assertThat(Sizes.about(record))
          .isBetween(encoded / 4, 10 * (encoded + 2 * fields(record)) + 10);
    }
  }

  private static int fields(Object value) {
    int fields = 0;
    if (value instanceof SpecificRecord part) {
      for (Schema.Field field : part.getSchema().getFields()) {
        fields += 1 + fields(part.get(field.pos()));
      }
    } else if (value instanceof List<?> items) {
      fields = 1 + items.stream().mapToInt(SizesTest::fields).sum();
    } else if (value instanceof Map<?, ?>) {
      fields = 1;
    }
    return fields;
  }
}
