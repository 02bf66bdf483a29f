package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.infinitic.schemas.ClaimTask;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.Failure;
import io.infinitic.schemas.Payload;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.TaskClaim;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.TaskHeartbeat;
import io.infinitic.schemas.TaskSettings;
import io.infinitic.schemas.TaskStarted;
import io.infinitic.schemas.TaskUnwanted;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.Priority;
import io.infinitic.wire.WireCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The bytes that the workers of examples/other-languages are tested with are those of this side.
 * After a change of the contract, run with {@code -Dinfinitic.vectors=write} to write them anew.
 */
class VectorsForOtherLanguagesTest {

  private static final Path FOLDER = Path.of("../examples/other-languages/vectors");
  private static final Path PAGE = Path.of("../docs/other-languages.md");
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String WORKER = "worker-1";
  private static final String REPLIES = "worker-1-replies";

  @Test
  void partitions() throws IOException {
    ArrayNode vectors = JSON.createArrayNode();
    for (String key : List.of("", "a", "abc", "Hello, world!", "order-42", "Zoë", "注文-7")) {
      ObjectNode partition = vectors.addObject().put("key", key).putObject("partition");
      for (int partitions : new int[] {1, 2, 3, 8, 1024}) {
        partition.put(String.valueOf(partitions), Partitions.of(key, partitions));
      }
    }
    check("partitions.json", vectors);
    for (JsonNode vector : vectors) {
      List<String> row = new ArrayList<>(List.of("`" + vector.get("key").asText() + "`"));
      vector.get("partition").forEach(number -> row.add(number.asText()));
      assertThat(PAGE).content().contains("| " + String.join(" | ", row) + " |\n");
    }
  }

  @Test
  void topics() throws IOException {
    Topics topics = new Topics("infinitic", "dev");
    ObjectNode vectors = JSON.createObjectNode();
    vectors.put("enginePartition3", Topics.partition(topics.engine(), 3));
    vectors.put("repliesOfWorker1", topics.replies("worker-1"));
    vectors.put("subscription", Topics.WORKERS_SUBSCRIPTION);
    ObjectNode tasks = vectors.putObject("tasks");
    for (String service : List.of("com.acme.Prices", "com.acme.Shop$Prices", "prices/Zoë")) {
      ObjectNode lanes = tasks.putObject(service);
      for (Priority priority : Priority.values()) {
        lanes.put(priority.name().toLowerCase(Locale.ROOT), topics.tasks(service, priority));
      }
    }
    check("topics.json", vectors);
    assertThat(PAGE)
        .content()
        .contains(
            "`"
                + topics.tasks("com.acme.Prices", Priority.NORMAL)
                + "` | `"
                + Topics.WORKERS_SUBSCRIPTION
                + "`")
        .contains("`" + topics.tasks("com.acme.Prices", Priority.HIGH) + "`")
        .contains("`" + topics.tasks("com.acme.Prices", Priority.LOW) + "`")
        .contains("`" + Topics.partition(topics.engine(), 3) + "`")
        .contains("`" + topics.replies("worker-1") + "`")
        .contains("`task-com.acme.Shop~0024Prices`");
  }

  @Test
  void messages() throws IOException {
    ObjectNode vectors = JSON.createObjectNode();
    ObjectNode task = vectors.putObject("task").put("hex", hex(TASK));
    task.put("taskId", TASK.taskId()).put("workflowId", TASK.workflowId());
    task.put("task", TASK.task()).put("attempt", TASK.attempt());
    task.putArray("arguments").add("tea ☕").add(3).addArray().add(true).addNull();
    task.set("heartbeat", row(1200));
    task.put("lastFailure", "java.net.ConnectException");

    ObjectNode said = vectors.putObject("said");
    ObjectNode result = JSON.createObjectNode().put("total", 21.5).put("article", "tea ☕");
    said(
        said.putObject("completed"),
        new TaskCompleted("order-42", "run-1", 7, 2, json(result), WORKER),
        JSON.createObjectNode().set("result", result));
    Failure failure = new Failure("NoSuchArticle", "tea ☕", "at line 1\n", null, null);
    said(
        said.putObject("failed"),
        new TaskFailed(
            "order-42",
            "run-1",
            7,
            2,
            failure,
            false,
            false,
            -1,
            null,
            WORKER,
            json(row(1300)),
            null),
        JSON.createObjectNode()
            .put("name", failure.name())
            .put("message", failure.message())
            .put("stackTrace", failure.stackTrace())
            .put("retryable", false)
            .set("heartbeat", row(1300)));
    said(
        said.putObject("claim"),
        new ClaimTask("order-42", "run-1", 7, 2, "request-1", REPLIES),
        JSON.createObjectNode().put("requestId", "request-1"));
    said(
        said.putObject("started"),
        new TaskStarted("order-42", "run-1", 7, 2, WORKER, REPLIES, 30_000, 5_000, null),
        JSON.createObjectNode());
    said(
        said.putObject("heartbeat"),
        new TaskHeartbeat("order-42", "run-1", 7, 2, json(row(1300)), REPLIES),
        JSON.createObjectNode().set("details", row(1300)));

    ObjectNode heard = vectors.putObject("heard");
    heard
        .putObject("granted")
        .put("hex", hex(new Reply(new TaskClaim("request-1", true))))
        .put("kind", "TaskClaim")
        .put("requestId", "request-1");
    heard
        .putObject("unwanted")
        .put("hex", hex(new Reply(new TaskUnwanted(TASK.taskId() + "#2", "canceled"))))
        .put("kind", "TaskUnwanted")
        .put("requestId", TASK.taskId() + "#2");
    check("messages.json", vectors);
  }

  private static final ExecuteTask TASK =
      new ExecuteTask(
          "run-1/7/7d0e3a1f",
          "order-42",
          "run-1",
          "com.acme.Orders",
          7,
          "com.acme.Prices",
          "total",
          2,
          List.of(
              payload(utf8("\"tea ☕\""), "json", "java.lang.String"),
              payload(utf8("3"), "json", "int"),
              payload(deflated("[true,null]"), "json+deflate", null)),
          new TaskSettings(
              null,
              30_000,
              0,
              List.of("customer-1"),
              Map.of("trace", ByteBuffer.wrap(new byte[] {0, (byte) 0xff})),
              0,
              5_000,
              0),
          new Failure("java.net.ConnectException", null, "at a.B.c(B.java:1)\n", null, null),
          3,
          0,
          1,
          payload(utf8("{\"row\":1200}"), "json", null));

  private static ObjectNode row(int row) {
    return JSON.createObjectNode().put("row", row);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Payload payload(byte[] bytes, String encoding, @Nullable String type) {
    return new Payload(ByteBuffer.wrap(bytes), encoding, type);
  }

  /** As other languages write: they have no Java type to declare. */
  private static Payload json(JsonNode value) throws IOException {
    return payload(utf8(value.toString()), "json", null);
  }

  private static byte[] deflated(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      deflater.write(utf8(text));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static void said(ObjectNode vector, SpecificRecord body, JsonNode arguments) {
    vector.put("hex", hex(new EngineMessage(body))).set("arguments", arguments);
  }

  private static String hex(SpecificRecord message) {
    return HexFormat.of().formatHex(WireCodec.encode(message));
  }

  private static void check(String name, JsonNode vectors) throws IOException {
    Path file = FOLDER.resolve(name);
    if ("write".equals(System.getProperty("infinitic.vectors"))) {
      Files.writeString(file, JSON.writeValueAsString(vectors) + "\n");
    }
    assertThat(JSON.readTree(Files.readString(file)))
        .as("%s; after a change of the contract: -Dinfinitic.vectors=write", file)
        .isEqualTo(JSON.readTree(vectors.toString()));
  }
}
