package io.infinitic.workers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Messages of the contract, made from its schemas: of each record one that is as it should be, with
 * every branch of every union somewhere, and from it many with one field each that is not.
 */
public final class MessageMutations {

  private static final int DEEPEST = 12;
  private static final String LONG = "x".repeat(1_000);
  private static final String HUGE = "y".repeat(200_000);

  private static final List<String> TEXTS =
      List.of(
          "",
          LONG,
          HUGE,
          "x-partition-3",
          "a\nb\u0000",
          "tag\nFlow\ntag",
          "../%2F ?#;~\u00e9\ud83d\ude00",
          "\ud800",
          "999999999999999999999");
  private static final List<Long> LONGS =
      List.of(-1L, 0L, 7L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 2, -1_000_000_000_000L);
  private static final List<Integer> INTS =
      List.of(-1, 0, 7, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_000_000);
  private static final List<Double> DOUBLES =
      List.of(
          -1.0, 0.0, 1e-300, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  /** What fields of these names hold in the messages that are as they should be. */
  private final Map<String, Object> values;

  /**
   * @param values by the names of fields
   */
  public MessageMutations(Map<String, Object> values) {
    this.values = Map.copyOf(values);
  }

  /** One of each type that the body of the envelope can have. */
  public List<SpecificRecord> bodies(Schema envelope) {
    List<SpecificRecord> bodies = new ArrayList<>();
    for (Schema branch : envelope.getField("body").schema().getTypes()) {
      bodies.add(record(branch));
    }
    return bodies;
  }

  /** A record with all fields. */
  public SpecificRecord record(Schema schema) {
    return record(schema, 0);
  }

  private SpecificRecord record(Schema schema, int depth) {
    SpecificRecord made = (SpecificRecord) SpecificData.newInstance(type(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      Object given = values.get(field.name());
      made.put(
          field.pos(),
          given != null && fits(given, field.schema())
              ? given
              : value(field.schema(), field.name(), depth));
    }
    return made;
  }

  private static Class<?> type(Schema schema) {
    return SpecificData.get().getClass(schema);
  }

  private static boolean fits(Object value, Schema schema) {
    return SpecificData.get().validate(schema, value);
  }

  private Object value(Schema schema, String name, int depth) {
    return switch (schema.getType()) {
      case RECORD -> record(schema, depth + 1);
      case ENUM -> enums(schema).get(0);
      case STRING -> name;
      case BYTES -> ByteBuffer.wrap("1".getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case INT -> 1;
      case LONG -> 1L;
      case DOUBLE -> 1.0;
      case BOOLEAN -> true;
      case MAP -> Map.of("key", value(schema.getValueType(), name, depth));
      case ARRAY -> elements(schema.getElementType(), name, depth);
      case UNION -> branch(schema, name, depth);
      default -> null;
    };
  }

  /** Of a list of records with a body: one for each of its types. */
  private List<Object> elements(Schema element, String name, int depth) {
    if (element.getType() != Schema.Type.RECORD || element.getField("body") == null) {
      return new ArrayList<>(List.of(value(element, name, depth)));
    }
    List<Object> all = new ArrayList<>();
    for (Schema branch : element.getField("body").schema().getTypes()) {
      SpecificRecord made = record(element, depth + 1);
      made.put(element.getField("body").pos(), record(branch, depth + 2));
      if (element.getField("number") != null) {
        made.put(element.getField("number").pos(), all.size() + 1);
      }
      if (element.getField("id") != null) {
        made.put(element.getField("id").pos(), (long) all.size() + 1);
      }
      all.add(made);
    }
    return all;
  }

  /** The first that is not null; null where records are within themselves. */
  private Object branch(Schema union, String name, int depth) {
    List<Schema> types = union.getTypes();
    Schema type =
        types.get(0).getType() == Schema.Type.NULL && types.size() > 1
            ? types.get(1)
            : types.get(0);
    return depth > 2 && types.get(0).getType() == Schema.Type.NULL
        ? null
        : value(type, name, depth);
  }

  private static List<Object> enums(Schema schema) {
    List<Object> all = new ArrayList<>();
    for (String symbol : schema.getEnumSymbols()) {
      all.add(SpecificData.get().createEnum(symbol, schema));
    }
    return all;
  }

  /**
   * Hands over the record with each of its fields, however deep, changed to each of the values that
   * are not usual; one change at a time. The record is changed back each time.
   *
   * @param taker takes what was changed, for people, and the record as it is then
   */
  public void mutate(SpecificRecord record, BiConsumer<String, SpecificRecord> taker) {
    mutate(record, record.getSchema().getName(), 0, path -> taker.accept(path, record));
  }

  private void mutate(SpecificRecord record, String path, int depth, Consumer<String> taker) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object before = record.get(field.pos());
      String at = path + "." + field.name();
      for (Object other : others(field.schema(), before, field.name())) {
        record.put(field.pos(), other);
        taker.accept(at + " = " + brief(other));
      }
      record.put(field.pos(), before);
      if (depth < DEEPEST) {
        inside(before, at, depth, taker);
      }
    }
  }

  private void inside(Object value, String path, int depth, Consumer<String> taker) {
    if (value instanceof SpecificRecord nested) {
      mutate(nested, path, depth + 1, taker);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        inside(list.get(i), path + "[" + i + "]", depth + 1, taker);
      }
    }
  }

  private List<Object> others(Schema schema, Object before, String name) {
    return switch (schema.getType()) {
      case STRING -> List.copyOf(TEXTS);
      case INT -> List.copyOf(INTS);
      case LONG -> List.copyOf(LONGS);
      case DOUBLE -> List.copyOf(DOUBLES);
      case BOOLEAN -> List.of(before instanceof Boolean yes && !yes);
      case BYTES -> List.of(ByteBuffer.allocate(0), ByteBuffer.allocate(200_000));
      case ENUM -> enums(schema);
      case MAP -> List.of(Map.of(), maps(before));
      case ARRAY -> lists((List<?>) before);
      case UNION -> unions(schema, before, name);
      default -> List.of();
    };
  }

  private static Map<Object, Object> maps(Object before) {
    Map<Object, Object> many = new HashMap<>();
    Object value = ((Map<?, ?>) before).values().iterator().next();
    TEXTS.forEach(text -> many.put(text, value));
    return many;
  }

  private static List<Object> lists(List<?> before) {
    List<Object> reversed = new ArrayList<>(before);
    java.util.Collections.reverse(reversed);
    List<Object> many = new ArrayList<>();
    for (int times = before.get(0) instanceof String ? 10_001 : 300; times > 0; times--) {
      many.addAll(before);
    }
    List<Object> lists = new ArrayList<>(List.of(List.of(), reversed, many));
    if (before.get(0) instanceof String) {
      TEXTS.forEach(text -> lists.add(List.of(text)));
    }
    return lists;
  }

  private List<Object> unions(Schema union, Object before, String name) {
    List<Object> all = new ArrayList<>();
    for (Schema branch : union.getTypes()) {
      if (branch.getType() == Schema.Type.NULL) {
        all.add(null);
      } else if (branch.getType() == Schema.Type.RECORD) {
        all.add(record(branch, 2));
      } else {
        Object usual = before == null ? value(branch, name, 1) : before;
        all.addAll(others(branch, usual, name));
      }
    }
    return all;
  }

  private static String brief(Object value) {
    String text = String.valueOf(value);
    return text.length() <= 80 ? text : text.substring(0, 80) + "… (" + text.length() + ")";
  }
}
