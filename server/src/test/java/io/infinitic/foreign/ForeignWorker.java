package io.infinitic.foreign;

import static io.infinitic.foreign.Contract.record;
import static io.infinitic.foreign.Contract.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of a service, one at a time. */
public final class ForeignWorker implements AutoCloseable {

  /** The service. */
  public interface Tasks {
    /** Runs a task; its exception is told as the attempt's failure. */
    Object run(String task, List<JsonNode> arguments, Attempt attempt) throws Exception;
  }

  /** Says that no other attempt would help. */
  public static final class NotRetryable extends Exception {
    public NotRetryable(String message) {
      super(message);
    }
  }

  /** When a worker dies. */
  public enum Death {
    NEVER,
    BEFORE_RESULT,
    BEFORE_ACKNOWLEDGEMENT
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String webUrl;
  private final String namespace;
  private final Contract contract;
  private final Schema engineMessage;
  private final Tasks tasks;
  private final Death death;
  private final String name = "foreign-" + UUID.randomUUID();
  private final Map<String, CompletableFuture<GenericRecord>> claims = new ConcurrentHashMap<>();
  private final Map<String, Attempt> running = new ConcurrentHashMap<>();
  private final Map<String, Schema> writers = new ConcurrentHashMap<>();
  private final Map<Integer, Producer<byte[]>> producers = new ConcurrentHashMap<>();
  private final CountDownLatch dead = new CountDownLatch(1);
  // Replies come in the client's threads; a task that waits for one must not hold them.
  private final ExecutorService one = Executors.newSingleThreadExecutor();
  private final PulsarClient client;
  private final int partitions;

  /**
   * @param namespace tenant/namespace
   * @param engineMessage what messages to the engine are written with
   */
  public ForeignWorker(
      String brokerUrl,
      String webUrl,
      String namespace,
      String service,
      Contract contract,
      Schema engineMessage,
      Tasks tasks,
      Death death)
      throws Exception {
    this.webUrl = webUrl;
    this.namespace = namespace;
    this.contract = contract;
    this.engineMessage = engineMessage;
    this.tasks = tasks;
    this.death = death;
    client = PulsarClient.builder().serviceUrl(brokerUrl).build();
    partitions =
        client.getPartitionsForTopic("persistent://" + namespace + "/engine", false).get().size();
    client
        .newConsumer()
        .topic("non-persistent://" + namespace + "/reply-" + name)
        .subscriptionName("reply")
        .messageListener((from, message) -> hear(message))
        .subscribe();
    for (String lane : List.of("urgent-task-", "task-", "background-task-")) {
      client
          .newConsumer()
          .topic("persistent://" + namespace + "/" + lane + service)
          .subscriptionName("workers")
          .subscriptionType(SubscriptionType.Shared)
          .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
          .receiverQueueSize(1)
          .negativeAckRedeliveryDelay(1, TimeUnit.SECONDS)
          .enableBatchIndexAcknowledgment(true)
          .messageListener((from, message) -> one.execute(() -> take(from, message)))
          .subscribe();
    }
  }

  /** The newest schema that the registry has for the engine's topic. */
  public static Optional<Schema> latestOfEngine(String webUrl, String namespace) throws Exception {
    return fetch(webUrl, namespace, "engine/schema");
  }

  /** Whether the broker accepts messages to the engine that are written with that schema. */
  public static boolean register(String brokerUrl, String namespace, Schema schema)
      throws PulsarClientException {
    try (PulsarClient client = PulsarClient.builder().serviceUrl(brokerUrl).build();
        var producer =
            client
                .newProducer(org.apache.pulsar.client.api.Schema.NATIVE_AVRO(schema))
                .topic("persistent://" + namespace + "/engine-partition-0")
                .create()) {
      return producer.isConnected();
    } catch (PulsarClientException.IncompatibleSchemaException e) {
      return false;
    }
  }

  private static Optional<Schema> fetch(String webUrl, String namespace, String path)
      throws Exception {
    URI uri = URI.create(webUrl + "/admin/v2/schemas/" + namespace + "/" + path);
    var answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() == 404
        ? Optional.empty()
        : Optional.of(new Schema.Parser().parse(JSON.readTree(answer.body()).get("data").asText()));
  }

  // ---- tasks

  private void take(Consumer<byte[]> consumer, Message<byte[]> message) {
    try {
      GenericRecord task = decode(message);
      if (!claim(task)) {
        consumer.acknowledge(message);
        return;
      }
      Attempt attempt = new Attempt(task);
      running.put(attempt.id(), attempt);
      started(task);
      List<JsonNode> arguments = new ArrayList<>();
      for (Object payload : (List<?>) task.get("arguments")) {
        arguments.add(value((GenericRecord) payload));
      }
      try {
        Object result = tasks.run(text(task, "task"), arguments, attempt);
        if (died(Death.BEFORE_RESULT)) {
          return;
        }
        send(task, "TaskCompleted", "result", result, "worker", name);
      } catch (Exception e) {
        failed(task, e);
      } finally {
        running.remove(attempt.id());
      }
      if (!died(Death.BEFORE_ACKNOWLEDGEMENT)) {
        consumer.acknowledge(message);
      }
    } catch (Exception e) {
      consumer.negativeAcknowledge(message);
    }
  }

  private boolean died(Death when) {
    if (death == when) {
      dead.countDown();
    }
    return death == when;
  }

  /** Waits until it has died; then it must be closed. */
  public boolean awaitDeath() throws InterruptedException {
    return dead.await(30, TimeUnit.SECONDS);
  }

  /** With the schema it was written with, which the message names by its version. */
  private GenericRecord decode(Message<byte[]> message) throws Exception {
    String topic = message.getTopicName().substring(message.getTopicName().lastIndexOf('/') + 1);
    String version = topic + "/schema/" + ByteBuffer.wrap(message.getSchemaVersion()).getLong();
    Schema writer = writers.get(version);
    if (writer == null) {
      writer = fetch(webUrl, namespace, version).orElseThrow();
      writers.put(version, writer);
    }
    return Contract.decode(message.getData(), writer, contract.schema("ExecuteTask"));
  }

  /** Whether the attempt is still wanted. */
  private boolean claim(GenericRecord task) throws Exception {
    String requestId = UUID.randomUUID().toString();
    CompletableFuture<GenericRecord> answer = new CompletableFuture<>();
    claims.put(requestId, answer);
    while (true) {
      send(task, "ClaimTask", "requestId", requestId, "replyTo", name);
      try {
        return (boolean) answer.get(3, TimeUnit.SECONDS).get("granted");
      } catch (TimeoutException e) {
        // replies may be lost: ask again, with the same id
      }
    }
  }

  private void started(GenericRecord task) throws IOException {
    GenericRecord settings = (GenericRecord) task.get("settings");
    if (engineMessage.getField("body").schema().getTypes().stream()
        .anyMatch(type -> type.getName().equals("TaskStarted"))) {
      send(
          task,
          "TaskStarted",
          "worker",
          name,
          "replyTo",
          name,
          "limitMillis",
          settings.get("startToCloseMillis"),
          "heartbeatMillis",
          settings.get("heartbeatMillis"));
    }
  }

  private void failed(GenericRecord task, Exception thrown) throws IOException {
    Schema failed = branch("TaskFailed");
    GenericRecord failure =
        record(
            failed.getField("failure").schema(),
            "name",
            thrown.getClass().getSimpleName(),
            "message",
            thrown.getMessage(),
            "stackTrace",
            "at foreign\n");
    send(
        task,
        "TaskFailed",
        "failure",
        failure,
        "timedOut",
        false,
        "retryable",
        !(thrown instanceof NotRetryable),
        "retryAfterMillis",
        50L,
        "worker",
        name);
  }

  // ---- replies

  private void hear(Message<byte[]> message) {
    try {
      Schema reply = contract.schema("Reply");
      GenericRecord body =
          (GenericRecord) Contract.decode(message.getData(), reply, reply).get("body");
      if (body.getSchema().getName().equals("TaskClaim")) {
        claims.get(text(body, "requestId")).complete(body);
      } else if (body.getSchema().getName().equals("TaskUnwanted")) {
        Attempt attempt = running.get(text(body, "requestId"));
        if (attempt != null) {
          attempt.unwanted.complete(text(body, "reason"));
        }
      }
    } catch (Exception e) {
      // a reply of a kind that this worker does not know
    }
  }

  // ---- to the engine

  private Schema branch(String record) {
    return Contract.branch(engineMessage.getField("body").schema(), record);
  }

  /** Returns when the broker has it on disk. */
  private void send(GenericRecord task, String what, @Nullable Object... more) throws IOException {
    Schema schema = branch(what);
    Object[] fields = new Object[8 + more.length];
    List<String> same = List.of("workflowId", "runId", "number", "attempt");
    for (int i = 0; i < same.size(); i++) {
      fields[2 * i] = same.get(i);
      fields[2 * i + 1] = task.get(same.get(i));
    }
    for (int i = 0; i < more.length; i += 2) {
      String field = String.valueOf(more[i]);
      boolean value = field.equals("result") || field.equals("details");
      fields[8 + i] = field;
      fields[9 + i] = value ? payload(more[i + 1]) : more[i + 1];
    }
    byte[] bytes = Contract.encode(record(engineMessage, "body", record(schema, fields)));
    String workflowId = text(task, "workflowId");
    producer(Murmur3.partition(workflowId, partitions))
        .newMessage()
        .key(workflowId)
        .value(bytes)
        .send();
  }

  private synchronized Producer<byte[]> producer(int partition) throws PulsarClientException {
    Producer<byte[]> producer = producers.get(partition);
    if (producer == null) {
      producer =
          client
              .newProducer(org.apache.pulsar.client.api.Schema.NATIVE_AVRO(engineMessage))
              .topic("persistent://" + namespace + "/engine-partition-" + partition)
              .create();
      producers.put(partition, producer);
    }
    return producer;
  }

  // ---- values

  private static JsonNode value(GenericRecord payload) throws IOException {
    if (!text(payload, "encoding").equals("json")) {
      throw new IOException("unknown encoding " + payload.get("encoding"));
    }
    ByteBuffer bytes = (ByteBuffer) payload.get("bytes");
    return JSON.readTree(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
  }

  private GenericRecord payload(@Nullable Object value) throws IOException {
    Schema payload = branch("TaskCompleted").getField("result").schema();
    return record(
        payload, "bytes", ByteBuffer.wrap(JSON.writeValueAsBytes(value)), "encoding", "json");
  }

  @Override
  public void close() throws PulsarClientException {
    one.shutdownNow();
    client.close();
  }

  /** An attempt that runs. */
  public final class Attempt {

    private final GenericRecord task;
    private final CompletableFuture<String> unwanted = new CompletableFuture<>();

    private Attempt(GenericRecord task) {
      this.task = task;
    }

    private String id() {
      return text(task, "taskId") + "#" + number();
    }

    /** From 1. */
    public int number() {
      return (int) task.get("attempt");
    }

    /** Says that it is alive. */
    public void heartbeat(Object details) throws IOException {
      send(task, "TaskHeartbeat", "details", details, "replyTo", name);
    }

    /** The details of the last heartbeat, of an attempt before or of this one. */
    public @Nullable JsonNode lastHeartbeat() throws IOException {
      GenericRecord details = (GenericRecord) task.get("heartbeat");
      return details == null ? null : value(details);
    }

    /** Completes with the reason when nobody wants it any more. */
    public CompletableFuture<String> unwanted() {
      return unwanted;
    }
  }
}
