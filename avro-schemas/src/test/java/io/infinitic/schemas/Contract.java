package io.infinitic.schemas;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;

/** The records that travel or are stored by themselves, and a sample of each of their forms. */
final class Contract {

  static final List<Schema> ROOTS =
      List.of(
          EngineMessage.getClassSchema(),
          Reply.getClassSchema(),
          ExecuteTask.getClassSchema(),
          ExecuteWorkflowTask.getClassSchema(),
          DeadLetter.getClassSchema(),
          HistoryEvent.getClassSchema(),
          WorkflowPointer.getClassSchema(),
          RunState.getClassSchema(),
          MethodState.getClassSchema(),
          Waiter.getClassSchema(),
          BufferedEvent.getClassSchema(),
          PartialResult.getClassSchema(),
          TaskState.getClassSchema(),
          TimerState.getClassSchema(),
          HandledRequest.getClassSchema(),
          RemoteState.getClassSchema(),
          TaggedRun.getClassSchema(),
          SenderMark.getClassSchema(),
          AttemptState.getClassSchema(),
          Incident.getClassSchema(),
          RateState.getClassSchema(),
          RecentIds.getClassSchema(),
          TagRequest.getClassSchema(),
          RunSummary.getClassSchema(),
          WorkersAsked.getClassSchema());

  private static final int DEEPEST = 6;

  private Contract() {}

  /** One sample for each form of a record: for a body of several types, one each. */
  static Map<String, GenericRecord> samples(Schema root) {
    Map<String, GenericRecord> samples = new LinkedHashMap<>();
    Schema.Field body = root.getField("body");
    if (body == null) {
      samples.put(root.getName(), record(root, 0));
      return samples;
    }
    for (Schema form : body.schema().getTypes()) {
      GenericRecord sample = record(root, 0);
      sample.put("body", record(form, 1));
      samples.put(root.getName() + "-" + form.getName(), sample);
    }
    return samples;
  }

  private static GenericRecord record(Schema schema, int depth) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.name(), value(field.schema(), field.name(), depth + 1));
    }
    return record;
  }

  private static Object value(Schema schema, String name, int depth) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(name.length() % schema.getEnumSymbols().size()));
      case ARRAY -> {
        List<Object> list = new ArrayList<>();
        if (depth < DEEPEST) {
          list.add(value(schema.getElementType(), name, depth));
        }
        yield list;
      }
      case MAP -> Map.of("key of " + name, value(schema.getValueType(), name, depth));
      case UNION -> {
        List<Schema> types = schema.getTypes();
        boolean nullable = types.get(0).getType() == Schema.Type.NULL;
        yield nullable && depth >= DEEPEST ? null : value(types.get(nullable ? 1 : 0), name, depth);
      }
      case STRING -> "text of " + name;
      case BYTES -> ByteBuffer.wrap(new byte[] {1, 2, (byte) name.length()});
      case INT -> name.length();
      case LONG -> 1_700_000_000_000L + name.length();
      case DOUBLE -> 1.5;
      case BOOLEAN -> true;
      default -> throw new IllegalArgumentException("the contract uses no " + schema.getType());
    };
  }
}
