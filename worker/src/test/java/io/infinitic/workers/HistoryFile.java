package io.infinitic.workers;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infinitic.schemas.HistoryEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A history in a file, as JSON that people can read, with the name of the schema it was written
 * with, which is kept beside it: so it stays readable when the schema grows.
 *
 * @param workflow name of the workflow
 * @param implementation class of the workflow
 * @param events what happened
 */
record HistoryFile(String workflow, String implementation, List<HistoryEvent> events) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DefaultPrettyPrinter PRINTER =
      new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));

  static HistoryFile read(Path file) throws IOException {
    JsonNode json = JSON.readTree(file.toFile());
    Schema writer =
        new Schema.Parser().parse(file.resolveSibling(json.get("schema").asText()).toFile());
    var reader = new SpecificDatumReader<HistoryEvent>(writer, HistoryEvent.getClassSchema());
    List<HistoryEvent> events = new ArrayList<>();
    for (JsonNode event : json.get("events")) {
      events.add(reader.read(null, DecoderFactory.get().jsonDecoder(writer, event.toString())));
    }
    return new HistoryFile(
        json.get("workflow").asText(), json.get("implementation").asText(), events);
  }

  void write(Path file) throws IOException {
    Schema schema = HistoryEvent.getClassSchema();
    String name =
        "HistoryEvent-%016x.avsc".formatted(SchemaNormalization.parsingFingerprint64(schema));
    Files.createDirectories(file.getParent());
    Files.writeString(file.resolveSibling(name), schema.toString(true) + "\n");
    ObjectNode json = JSON.createObjectNode();
    json.put("workflow", workflow).put("implementation", implementation).put("schema", name);
    ArrayNode array = json.putArray("events");
    for (HistoryEvent event : events) {
      array.add(JSON.readTree(encode(event, schema)));
    }
    Files.writeString(file, JSON.writer(PRINTER).writeValueAsString(json) + "\n");
  }

  private static String encode(HistoryEvent event, Schema schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, bytes);
    new SpecificDatumWriter<HistoryEvent>(schema).write(event, encoder);
    encoder.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
