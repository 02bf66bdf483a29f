package io.infinitic.wire;

import io.infinitic.engine.RowKind;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.RunSummary;
import io.infinitic.schemas.WorkersAsked;
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

/** Records of every kind with random content. */
final class RandomRecords {

  private static final String[] TEXTS = {"", "a", "order-4711", "é", "日本", "🙂 and more", "\n\t"};

  private final Random random;

  RandomRecords(long seed) {
    random = new Random(seed);
  }

  /** All that travels or is stored by itself. */
  static Stream<Class<? extends SpecificRecord>> kinds() {
    return Stream.concat(
        Stream.of(
            EngineMessage.class,
            ExecuteTask.class,
            ExecuteWorkflowTask.class,
            Reply.class,
            HistoryEvent.class,
            DeadLetter.class,
            RunSummary.class,
            WorkersAsked.class),
        RowKind.ALL.stream().map(RowKind::type));
  }

  SpecificRecord next(Class<? extends SpecificRecord> kind) {
    return record(SpecificData.get().getSchema(kind), 1);
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
      case BYTES -> bytes();
      case INT -> random.nextInt() >> random.nextInt(32);
      case LONG -> random.nextLong() >> random.nextInt(64);
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      default -> throw new IllegalStateException("a field of type " + schema.getType());
    };
  }

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

  private ByteBuffer bytes() {
    byte[] bytes = new byte[random.nextInt(random.nextInt(5) == 0 ? 70_000 : 9)];
    random.nextBytes(bytes);
    int from = random.nextInt(bytes.length + 1);
    ByteBuffer part = ByteBuffer.wrap(bytes, from, bytes.length - from);
    return random.nextBoolean() ? part : part.asReadOnlyBuffer();
  }

  private String text() {
    String text = TEXTS[random.nextInt(TEXTS.length)];
    return random.nextInt(20) == 0 ? text.repeat(random.nextInt(9_000)) : text;
  }
}
