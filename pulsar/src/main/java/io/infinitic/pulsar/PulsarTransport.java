package io.infinitic.pulsar;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.Transport;
import io.infinitic.wire.UndecodableMessageException;
import io.infinitic.wire.WireCodec;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.BatchReceivePolicy;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SizeUnit;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.apache.pulsar.client.impl.ClientBuilderImpl;
import org.apache.pulsar.client.impl.PulsarClientImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transport on a Pulsar namespace that was initialised for Infinitic. */
public final class PulsarTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(PulsarTransport.class);
  private static final int BATCH = 1_000;
  private static final int BATCH_BYTES = 1 << 20;
  private static final int TASK_BATCH = 8;

  /**
   * Much less than what the broker buffers for a connection, 64 KB: while that is full, it drops
   * messages of topics that are not durable, and then a caller asks again after seconds.
   */
  private static final int REPLY_BATCH_BYTES = 16 << 10;

  private static final int ACKNOWLEDGE_MILLIS = 100;

  /** As many may wait for whoever asked: more would be dropped, too. */
  private static final int WAITING_REPLIES = 100_000;

  private static final int TICK_MILLIS = 20;
  private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private final Topics topics;
  private final PulsarClient client;

  /**
   * Replies have a connection of their own. On one that messages are sent over, the broker puts off
   * what goes the other way, and so its buffer is full sooner.
   */
  private final PulsarClient replyClient;

  private final Timer timer;
  private final PulsarAdmin admin;
  private final WriterSchemas schemas;
  private final int partitions;
  private final Map<String, Outlet> outlets = new ConcurrentHashMap<>();
  private final Map<String, Boolean> subscribed = new ConcurrentHashMap<>();

  private PulsarTransport(
      Topics topics,
      PulsarClient client,
      PulsarClient replyClient,
      Timer timer,
      PulsarAdmin admin,
      int partitions) {
    this.topics = topics;
    this.client = client;
    this.replyClient = replyClient;
    this.timer = timer;
    this.admin = admin;
    this.partitions = partitions;
    schemas = new WriterSchemas(admin);
  }

  /**
   * Connects.
   *
   * @throws PulsarException if the broker cannot be reached, or the namespace was not initialised
   */
  public static PulsarTransport connect(PulsarSettings settings) {
    Topics topics = new Topics(settings.tenant(), settings.namespace());
    try {
      Timer timer =
          new HashedWheelTimer(
              new DefaultThreadFactory("infinitic-pulsar-timer", true), TICK_MILLIS, MILLISECONDS);
      PulsarClient client = client(settings.brokerServiceUrl(), timer);
      PulsarAdmin admin = PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build();
      try {
        var names = client.getPartitionsForTopic(topics.engine(), false).get(30, TimeUnit.SECONDS);
        if (names.isEmpty() || names.contains(topics.engine())) { // absent, or not partitioned
          throw notInitialized(settings);
        }
        PulsarClient replyClient = client(settings.brokerServiceUrl(), timer);
        return new PulsarTransport(topics, client, replyClient, timer, admin, names.size());
      } catch (Exception e) {
        client.closeAsync().whenComplete((closed, error) -> timer.stop());
        admin.close();
        boolean absent =
            e.getCause() instanceof PulsarClientException.TopicDoesNotExistException
                || e.getCause() instanceof PulsarClientException.NotFoundException;
        throw absent ? notInitialized(settings) : e;
      }
    } catch (PulsarException e) {
      throw e;
    } catch (Exception e) {
      throw new PulsarException(
          "cannot connect to Pulsar at " + settings.brokerServiceUrl() + ": " + e.getMessage(), e);
    }
  }

  /**
   * A client whose timer ticks less often than the usual one, which wakes up a thousand times a
   * second. What it times here takes seconds.
   */
  private static PulsarClient client(String serviceUrl, Timer timer) throws PulsarClientException {
    ClientBuilderImpl settings = new ClientBuilderImpl();
    settings
        .serviceUrl(serviceUrl)
        .memoryLimit(256, SizeUnit.MEGA_BYTES)
        .startingBackoffInterval(100, MILLISECONDS)
        .maxBackoffInterval(3, TimeUnit.SECONDS);
    try {
      return PulsarClientImpl.builder()
          .conf(settings.getClientConfigurationData())
          .timer(timer)
          .build();
    } catch (PulsarClientException | RuntimeException e) {
      timer.stop();
      throw e;
    }
  }

  private static PulsarException notInitialized(PulsarSettings settings) {
    return new PulsarException(
        "namespace %s/%s is not initialized; run: infinitic init --tenant %s --namespace %s"
            .formatted(
                settings.tenant(), settings.namespace(), settings.tenant(), settings.namespace()),
        null);
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    byte[] bytes = WireCodec.encode(message);
    if (to instanceof Destination.Engine engine) {
      String topic =
          Topics.partition(topics.engine(), Partitions.of(engine.workflowId(), partitions));
      return outlet(topic, BATCH, EngineMessage.getClassSchema()).send(engine.workflowId(), bytes);
    } else if (to instanceof Destination.EnginePartition engine) {
      String topic = Topics.partition(topics.engine(), engine.partition());
      return outlet(topic, BATCH, EngineMessage.getClassSchema()).send(null, bytes);
    } else if (to instanceof Destination.Tasks tasks) {
      String topic = topics.tasks(tasks.service(), tasks.priority());
      ensureSubscribed(topic, 0);
      return outlet(topic, TASK_BATCH, ExecuteTask.getClassSchema())
          .send(((ExecuteTask) message).workflowId(), bytes);
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      String topic = topics.workflowTasks(tasks.workflow());
      ensureSubscribed(topic, Topics.WORKFLOW_PARTITIONS);
      String partition =
          Topics.partition(topic, Partitions.of(tasks.workflowId(), Topics.WORKFLOW_PARTITIONS));
      return outlet(partition, BATCH, ExecuteWorkflowTask.getClassSchema())
          .send(tasks.workflowId(), bytes);
    } else if (to instanceof Destination.Replies replies) {
      String topic = topics.replies(replies.address());
      if (!outlets.containsKey(topic)) {
        closeIdleReplies();
      }
      // No schema is registered for a topic that lives as long as a process.
      return outlet(topic, BATCH, null).send(null, bytes);
    }
    return outlet(topics.deadLetters(), BATCH, DeadLetter.getClassSchema()).send(null, bytes);
  }

  @Override
  public void flush() {
    outlets.values().forEach(Outlet::flush);
  }

  @Override
  public EngineLog engineLog(int partition, String host) {
    String topic = Topics.partition(topics.engine(), partition);
    return PulsarEngineLog.open(client, admin, schemas, topic, partition, host);
  }

  @Override
  public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
    Map<Priority, PulsarSubscription<ExecuteTask>> lanes = new EnumMap<>(Priority.class);
    for (Priority priority : Priority.values()) {
      String topic = topics.tasks(service, priority);
      ensureSubscribed(topic, 0);
      // What waits in this process, no other worker can take: only the usual lane is worth it. One
      // more of each lane may have been asked for by a thread that waited.
      int waiting = priority == Priority.NORMAL ? prefetch : 1;
      var consumer = consumer(topic, worker, waiting, SubscriptionType.Shared);
      lanes.put(priority, new PulsarSubscription<>(List.of(consumer), ExecuteTask.class, schemas));
    }
    return new PulsarLanes<>(lanes);
  }

  @Override
  public Subscription<ExecuteWorkflowTask> workflowTasks(
      String workflow, String worker, int prefetch) {
    String topic = topics.workflowTasks(workflow);
    ensureSubscribed(topic, Topics.WORKFLOW_PARTITIONS);
    List<Consumer<byte[]>> consumers = new ArrayList<>();
    try {
      for (int i = 0; i < Topics.WORKFLOW_PARTITIONS; i++) {
        consumers.add(
            consumer(Topics.partition(topic, i), worker, prefetch, SubscriptionType.Failover));
      }
    } catch (PulsarException e) {
      consumers.forEach(Consumer::closeAsync); // or they keep partitions that nobody reads
      throw e;
    }
    return new PulsarSubscription<>(consumers, ExecuteWorkflowTask.class, schemas);
  }

  @Override
  public Listening listen(String address, java.util.function.Consumer<Reply> listener) {
    try {
      var consumer =
          replyClient
              .newConsumer()
              .topic(topics.replies(address))
              .subscriptionName("reply")
              .receiverQueueSize(WAITING_REPLIES)
              .batchReceivePolicy(BatchReceivePolicy.DEFAULT_POLICY)
              .messageListener((from, message) -> hand(message, listener))
              .subscribe();
      return () -> consumer.closeAsync();
    } catch (PulsarClientException e) {
      throw new PulsarException("cannot listen for replies: " + e.getMessage(), e);
    }
  }

  private static void hand(Message<byte[]> message, java.util.function.Consumer<Reply> listener) {
    try {
      listener.accept(WireCodec.decode(Reply.class, message.getData(), null));
    } catch (UndecodableMessageException e) {
      LOG.warn("INF-3001 a reply cannot be read; its caller asks again: {}", e.getMessage());
    } finally {
      message.release();
    }
  }

  @Override
  public void close() {
    outlets.values().forEach(Outlet::flush);
    close(client);
    close(replyClient);
    timer.stop();
    admin.close();
  }

  private static void close(PulsarClient client) {
    try {
      client.close();
    } catch (PulsarClientException | RuntimeException e) {
      LOG.debug("closing a connection to Pulsar", e);
    }
  }

  private Consumer<byte[]> consumer(
      String topic, String worker, int prefetch, SubscriptionType kind) {
    try {
      return client
          .newConsumer()
          .topic(topic)
          .subscriptionName(Topics.WORKERS_SUBSCRIPTION)
          .subscriptionType(kind)
          .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
          .consumerName(worker)
          .receiverQueueSize(prefetch)
          .enableBatchIndexAcknowledgment(true)
          // A task whose acknowledgement waits runs again when the worker dies, as the broker does
          // not say that it comes again. A WorkflowTask may come again.
          .acknowledgmentGroupTime(
              kind == SubscriptionType.Shared ? 0 : ACKNOWLEDGE_MILLIS, MILLISECONDS)
          .negativeAckRedeliveryDelay(1, TimeUnit.SECONDS)
          .subscribe();
    } catch (PulsarClientException e) {
      throw new PulsarException("cannot subscribe to " + topic + ": " + e.getMessage(), e);
    }
  }

  /**
   * A topic drops what nobody has subscribed to: so the subscription comes before the first
   * message.
   */
  private void ensureSubscribed(String topic, int topicPartitions) {
    subscribed.computeIfAbsent(
        topic,
        t -> {
          try {
            if (topicPartitions > 0) {
              PulsarNamespace.ignoreConflict(
                  () -> admin.topics().createPartitionedTopic(topic, topicPartitions));
            } else {
              PulsarNamespace.ignoreConflict(() -> admin.topics().createNonPartitionedTopic(topic));
            }
            PulsarNamespace.subscribe(admin, topic, Topics.WORKERS_SUBSCRIPTION);
            return true;
          } catch (PulsarAdminException e) {
            throw new PulsarException("cannot create " + topic + ": " + e.getMessage(), e);
          }
        });
  }

  private Outlet outlet(String topic, int batch, @Nullable Schema schema) {
    Outlet outlet = outlets.computeIfAbsent(topic, t -> newOutlet(t, batch, schema));
    if (outlet.failed() && outlets.remove(topic, outlet)) {
      return outlets.computeIfAbsent(topic, t -> newOutlet(t, batch, schema));
    }
    return outlet;
  }

  /** Producers to processes that are gone would add up. */
  private void closeIdleReplies() {
    outlets
        .entrySet()
        .removeIf(
            entry -> {
              boolean idle =
                  entry.getKey().startsWith("non-persistent")
                      && entry.getValue().idleFor(IDLE_NANOS);
              if (idle) {
                entry.getValue().close();
              }
              return idle;
            });
  }

  private Outlet newOutlet(String topic, int batch, @Nullable Schema schema) {
    boolean isOfReplies = schema == null;
    return new Outlet(
        client
            .newProducer(
                schema == null
                    ? org.apache.pulsar.client.api.Schema.BYTES
                    : org.apache.pulsar.client.api.Schema.NATIVE_AVRO(schema))
            .topic(topic)
            .enableBatching(true)
            .batchingMaxMessages(batch)
            .batchingMaxBytes(isOfReplies ? REPLY_BATCH_BYTES : BATCH_BYTES)
            .compressionType(isOfReplies ? CompressionType.LZ4 : CompressionType.NONE)
            // A bound only: the sender flushes.
            .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
            .blockIfQueueFull(true)
            .sendTimeout(30, TimeUnit.SECONDS)
            .createAsync());
  }
}
