package io.infinitic.pulsar;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogIdentity;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.Transport;
import io.infinitic.wire.UndecodableMessageException;
import io.infinitic.wire.WireCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.BatchReceivePolicy;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionMode;
import org.apache.pulsar.client.api.SubscriptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transport on a Pulsar namespace that was initialised for Infinitic. */
public final class PulsarTransport implements Transport {

  private static final Logger LOG = LoggerFactory.getLogger(PulsarTransport.class);

  /** A bound only: the client gives up after 30 s. */
  private static final int CONNECT_SECONDS = 60;

  private static final int ACKNOWLEDGE_MILLIS = 100;

  private static final int WAITING_QUESTIONS = 100;

  /** As many may wait for whoever asked: the broker drops more. */
  private static final int WAITING_REPLIES = 100_000;

  private final PulsarSettings settings;
  private final Topics topics;
  private final Connections connections;
  private final BrokerWatch watch;
  private final int partitions;
  private final WriterSchemas schemas;
  private final Senders senders = new Senders();
  private final Outlets outlets;
  private final WorkerTopics workerTopics;

  private PulsarTransport(
      PulsarSettings settings,
      Topics topics,
      Connections connections,
      BrokerWatch watch,
      int partitions) {
    this.settings = settings;
    this.topics = topics;
    this.connections = connections;
    this.watch = watch;
    this.partitions = partitions;
    schemas = new WriterSchemas(connections.admin());
    workerTopics = new WorkerTopics(connections.admin());
    outlets = new Outlets(connections.messages(), senders, workerTopics);
  }

  /**
   * Connects. While the broker does not answer, now or later, that is logged.
   *
   * @throws PulsarException if the broker cannot be reached, or the namespace was not initialised
   */
  public static PulsarTransport connect(PulsarSettings settings) {
    Topics topics = new Topics(settings.tenant(), settings.namespace());
    Decompression.bound();
    BrokerCheck check = new BrokerCheck(settings);
    try {
      Connections connections = Connections.open(settings);
      BrokerWatch watch =
          BrokerWatch.start(
              check,
              () -> connections.messages().getPartitionsForTopic(topics.engine(), false),
              LOG::warn);
      try {
        int partitions = partitionsOfEngine(topics, connections);
        if (partitions == 0) {
          throw notInitialized(settings);
        }
        return new PulsarTransport(settings, topics, connections, watch, partitions);
      } catch (Exception e) {
        watch.close();
        connections.closeAsync();
        throw e;
      }
    } catch (PulsarException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PulsarException("interrupted while connecting to Pulsar", e);
    } catch (Exception e) {
      throw new PulsarException(check.explain(e), e);
    }
  }

  /** None if the topic is absent or not partitioned. */
  private static int partitionsOfEngine(Topics topics, Connections connections) throws Exception {
    try {
      var names =
          connections
              .messages()
              .getPartitionsForTopic(topics.engine(), false)
              .get(CONNECT_SECONDS, TimeUnit.SECONDS);
      return names.contains(topics.engine()) ? 0 : names.size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PulsarClientException.TopicDoesNotExistException
          || e.getCause() instanceof PulsarClientException.NotFoundException) {
        return 0;
      }
      throw e;
    }
  }

  private static PulsarException notInitialized(PulsarSettings settings) {
    return new PulsarException(
        "namespace %s/%s is not initialized; run: infinitic init --broker-url %s --web-url %s --tenant %s --namespace %s"
            .formatted(
                settings.tenant(),
                settings.namespace(),
                settings.brokerServiceUrl(),
                settings.webServiceUrl(),
                settings.tenant(),
                settings.namespace()),
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
      int partition = Partitions.of(engine.workflowId(), partitions);
      return toEngine(partition, message).send(engine.workflowId(), bytes);
    } else if (to instanceof Destination.EnginePartition engine) {
      return toEngine(engine.partition(), message).send(null, bytes);
    } else if (to instanceof Destination.Tasks tasks) {
      String topic = topics.tasks(tasks.service(), tasks.priority());
      return outlets
          .tasks(topic, message.getSchema())
          .send(((ExecuteTask) message).workflowId(), bytes);
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      String topic = topics.workflowTasks(tasks.workflow());
      String partition =
          Topics.partition(topic, Partitions.of(tasks.workflowId(), Topics.WORKFLOW_PARTITIONS));
      return outlets
          .workflowTasks(partition, topic, message.getSchema())
          .send(tasks.workflowId(), bytes);
    } else if (to instanceof Destination.Replies replies) {
      return outlets.replies(topics.replies(replies.address())).send(null, bytes);
    } else if (to instanceof Destination.Workers) {
      return outlets.notDurable(topics.workers()).send(null, bytes);
    }
    return outlets.messages(topics.deadLetters(), message.getSchema()).send(null, bytes);
  }

  private Outlet toEngine(int partition, SpecificRecord message) {
    return outlets.messages(Topics.partition(topics.engine(), partition), message.getSchema());
  }

  @Override
  public void flush() {
    outlets.flush();
  }

  @Override
  public LogIdentity identity() {
    try {
      return LogProperties.read(connections.admin(), topics.engine(), partitions);
    } catch (PulsarAdminException e) {
      throw new PulsarException(
          "cannot read the properties of " + topics.engine() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void keptIn(String store) {
    try {
      LogProperties.keptIn(connections.admin(), topics.engine(), store);
    } catch (PulsarAdminException e) {
      throw new PulsarException(
          "cannot set the properties of " + topics.engine() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public EngineLog engineLog(int partition, String host) {
    String topic = Topics.partition(topics.engine(), partition);
    return PulsarEngineLog.open(
        connections.messages(), connections.admin(), schemas, senders, topic, partition, host);
  }

  @Override
  public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
    Map<Priority, PulsarSubscription<ExecuteTask>> lanes = new EnumMap<>(Priority.class);
    for (Priority priority : Priority.values()) {
      String topic = topics.tasks(service, priority);
      awaitTopic(topic, 0);
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
    awaitTopic(topic, Topics.WORKFLOW_PARTITIONS);
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
          connections
              .replies()
              .newConsumer()
              .topic(topics.replies(address))
              .subscriptionName("reply")
              .subscriptionMode(SubscriptionMode.NonDurable)
              .receiverQueueSize(WAITING_REPLIES)
              .batchReceivePolicy(BatchReceivePolicy.DEFAULT_POLICY)
              .messageListener((from, message) -> hand(message, listener))
              .subscribe();
      return () -> consumer.closeAsync();
    } catch (PulsarClientException e) {
      throw new PulsarException("cannot listen for replies: " + e.getMessage(), e);
    }
  }

  @Override
  public Listening attend(String worker, java.util.function.Consumer<WorkersAsked> listener) {
    try {
      var consumer =
          connections
              .replies()
              .newConsumer()
              .topic(topics.workers())
              .subscriptionName(worker)
              .subscriptionMode(SubscriptionMode.NonDurable)
              .consumerName(worker)
              .receiverQueueSize(WAITING_QUESTIONS)
              .messageListener((from, message) -> handQuestion(message, listener))
              .subscribe();
      return () -> consumer.closeAsync();
    } catch (PulsarClientException e) {
      throw new PulsarException("cannot listen at " + topics.workers() + ": " + e.getMessage(), e);
    }
  }

  private static void handQuestion(
      Message<byte[]> message, java.util.function.Consumer<WorkersAsked> listener) {
    try {
      listener.accept(WireCodec.decode(WorkersAsked.class, WriterSchemas.bytes(message), null));
    } catch (UndecodableMessageException e) {
      LOG.debug("a question to all workers cannot be read: {}", e.getMessage());
    } finally {
      message.release();
    }
  }

  @Override
  public CompletableFuture<Set<String>> receivers(Destination to) {
    return new Receivers(connections.admin(), topics).of(to);
  }

  private static void hand(Message<byte[]> message, java.util.function.Consumer<Reply> listener) {
    try {
      listener.accept(WireCodec.decode(Reply.class, WriterSchemas.bytes(message), null));
    } catch (UndecodableMessageException e) {
      LOG.warn("INF-3001 a reply cannot be read; its caller asks again: {}", e.getMessage());
    } finally {
      message.release();
    }
  }

  @Override
  public String toString() {
    return "%s, namespace %s/%s"
        .formatted(settings.brokerServiceUrl(), topics.tenant(), topics.namespace());
  }

  @Override
  public void close() {
    watch.close();
    outlets.flush();
    connections.close();
  }

  private Consumer<byte[]> consumer(
      String topic, String worker, int prefetch, SubscriptionType kind) {
    try {
      return connections
          .messages()
          .newConsumer()
          .topic(topic)
          .subscriptionName(Topics.WORKERS_SUBSCRIPTION)
          .subscriptionType(kind)
          .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
          .consumerName(worker)
          .receiverQueueSize(prefetch)
          .maxPendingChunkedMessage(1)
          .autoAckOldestChunkedMessageOnQueueFull(true)
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

  /** Waits until workers can subscribe. */
  private void awaitTopic(String topic, int topicPartitions) {
    try {
      workerTopics.ready(topic, topicPartitions).get(CONNECT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PulsarException("interrupted while creating " + topic, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      String why = new BrokerCheck(settings).explainWeb(String.valueOf(cause.getMessage()));
      throw new PulsarException("cannot create " + topic + ": " + why, cause);
    } catch (TimeoutException e) {
      throw new PulsarException(
          "cannot create " + topic + ": no answer in " + CONNECT_SECONDS + " s", e);
    }
  }
}
