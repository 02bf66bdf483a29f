package io.infinitic.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;

/** The records, from the folder of {@code .avsc} files. */
public final class Contract {

  private static final String NAMES = "io.infinitic.schemas.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  /**
   * @param folder has a file for each record
   */
  public Contract(Path folder) {
    this.folder = folder;
  }

  /** A record, with the records it refers to. */
  public Schema schema(String name) {
    return new Schema.Parser()
        .parse(full(JSON.getNodeFactory().textNode(NAMES + name), new HashSet<>()).toString());
  }

  /** As {@link #schema}, without the fields that have a default: as before they were added. */
  public Schema withoutLaterFields(String name, String... records) {
    JsonNode full = full(JSON.getNodeFactory().textNode(NAMES + name), new HashSet<>());
    full.findParents("fields")
        .forEach(
            record -> {
              if (Set.of(records).contains(record.get("name").asText())) {
                ArrayNode fields = (ArrayNode) record.get("fields");
                for (int i = fields.size() - 1; i >= 0; i--) {
                  if (fields.get(i).has("default")) {
                    fields.remove(i);
                  }
                }
              }
            });
    return new Schema.Parser().parse(full.toString());
  }

  /** Writes each record out where it is named first. */
  private JsonNode full(JsonNode node, Set<String> known) {
    if (node.isTextual() && node.asText().startsWith(NAMES)) {
      if (!known.add(node.asText())) {
        return node;
      }
      try {
        String file = node.asText().substring(NAMES.length()) + ".avsc";
        return full(JSON.readTree(Files.readString(folder.resolve(file))), known);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    } else if (node.isArray()) {
      ArrayNode array = JSON.createArrayNode();
      node.forEach(element -> array.add(full(element, known)));
      return array;
    } else if (node.isObject()) {
      if (node.has("namespace")) {
        known.add(node.get("namespace").asText() + "." + node.get("name").asText());
      }
      ObjectNode object = JSON.createObjectNode();
      node.fields()
          .forEachRemaining(
              field -> {
                boolean types =
                    Set.of("type", "items", "values", "fields").contains(field.getKey());
                object.set(
                    field.getKey(), types ? full(field.getValue(), known) : field.getValue());
              });
      return object;
    }
    return node;
  }

  /** The branch of a union of records. */
  static Schema branch(Schema union, String record) {
    return union.getTypes().stream()
        .filter(type -> type.getName().equals(record))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no " + record));
  }

  /** A record of such fields; the others have their defaults, and fields it lacks are left out. */
  static GenericData.Record record(Schema schema, Object... namesAndValues) {
    GenericRecordBuilder builder = new GenericRecordBuilder(schema);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (schema.getField((String) namesAndValues[i]) != null) {
        builder.set((String) namesAndValues[i], namesAndValues[i + 1]);
      }
    }
    return builder.build();
  }

  static byte[] encode(GenericRecord record) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  static GenericRecord decode(byte[] bytes, Schema writer, Schema reader) throws IOException {
    var decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    return new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
  }

  static String text(GenericRecord record, String field) {
    Object value = record.get(field);
    return value instanceof Utf8 text ? text.toString() : (String) value;
  }
}
