package io.infinitic.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.infinitic.engine.RowKind;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sizes against what the codec writes, for records of every kind with random content. */
class SizesTest {

  private static final String[] TEXTS = {"", "a", "order-4711", "é", "日本", "🙂 and more", "\n\t"};

  private final long seed = Long.getLong("seed", System.nanoTime());
  private final Random random = new Random(seed);

  static Stream<Class<? extends SpecificRecord>> kinds() {
    return Stream.concat(
        Stream.of(
            EngineMessage.class,
            ExecuteTask.class,
            ExecuteWorkflowTask.class,
            Reply.class,
            HistoryEvent.class,
            DeadLetter.class),
        RowKind.ALL.stream().map(RowKind::type));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void neverTooSmallAndHardlyTooLarge(Class<? extends SpecificRecord> kind) {
    Schema schema = SpecificData.get().getSchema(kind);
    for (int i = 0; i < 2_000; i++) {
      SpecificRecord record = (SpecificRecord) value(schema, 0);
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

  private Object value(Schema schema, int depth) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth + 1);
      case UNION -> value(branch(schema, depth), depth);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = count(depth); i > 0; i--) {
          items.add(value(schema.getElementType(), depth));
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = count(depth); i > 0; i--) {
          map.put(text() + i, value(schema.getValueType(), depth));
        }
        yield map;
      }
      case ENUM ->
          SpecificData.get()
              .createEnum(
                  schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())),
                  schema);
      case STRING -> text();
      case BYTES -> ByteBuffer.wrap(new byte[random.nextInt(random.nextInt(5) == 0 ? 70_000 : 9)]);
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      default -> throw new IllegalStateException("a field of type " + schema.getType());
    };
  }

  /** The generated constructors take all fields in their order. */
  private SpecificRecord record(Schema schema, int depth) {
    SpecificRecordBase record =
        (SpecificRecordBase) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema(), depth));
    }
    return record;
  }

  private Schema branch(Schema union, int depth) {
    List<Schema> branches = union.getTypes();
    boolean ends = depth > 6 && branches.get(0).getType() == Schema.Type.NULL;
    return branches.get(ends ? 0 : random.nextInt(branches.size()));
  }

  private int count(int depth) {
    return depth > 5 ? 0 : random.nextInt(random.nextInt(8) == 0 ? 70 : 4) >> depth / 2;
  }

  private String text() {
    String text = TEXTS[random.nextInt(TEXTS.length)];
    return random.nextInt(20) == 0 ? text.repeat(random.nextInt(9_000)) : text;
  }
}
