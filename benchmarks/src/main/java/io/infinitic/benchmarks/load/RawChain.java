package io.infinitic.benchmarks.load;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.transport.Partitions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionType;

/**
 * The messages of workflows with tasks one after the other, without engine, store or workflow: the
 * limit that Pulsar sets. The same kinds of topics and subscriptions, the same number of durable
 * messages one after the other, acknowledged only when what follows from them is durable: a start
 * on the log; to a worker and back for each WorkflowTask and each task; a reply that is not
 * durable. One connection each for what is client, engine and worker there.
 */
public final class RawChain implements AutoCloseable {

  private static final int PARTITIONS = 2;
  private static final int WORKFLOW_PARTITIONS = 4;
  private static final int BATCH = 1_000;
  private static final int TASK_BATCH = 8;

  private final String prefix;
  private final PulsarClient client;
  private final PulsarClient engine;
  private final PulsarClient worker;
  private final List<RawOutlet> starts;
  private final Map<Long, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
  private final AtomicLong started = new AtomicLong();

  private RawChain(PulsarSettings settings) throws PulsarClientException {
    prefix = "://" + settings.tenant() + "/" + settings.namespace() + "/raw-";
    client = connect(settings);
    engine = connect(settings);
    worker = connect(settings);
    startWorker();
    startEngine();
    client
        .newConsumer()
        .topic("non-persistent" + prefix + "reply")
        .subscriptionName("raw")
        // A reply for which there is no room is dropped, and nobody asks for it again here.
        .receiverQueueSize(20_000)
        .messageListener((from, message) -> ended(RawMessage.of(message.getData())))
        .subscribe();
    starts = outlets(client, "engine-", PARTITIONS);
  }

  /** Makes its topics, next to those of the engine, and starts what takes from them. */
  public static RawChain open(PulsarSettings settings) throws PulsarClientException {
    return new RawChain(settings);
  }

  private static PulsarClient connect(PulsarSettings settings) throws PulsarClientException {
    return PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
  }

  private void startWorker() throws PulsarClientException {
    List<RawOutlet> log = outlets(worker, "engine-", PARTITIONS);
    RawStation.Work answer = message -> of(message, log).send(message.next());
    Runnable flush = () -> log.forEach(RawOutlet::flush);
    List<String> decisions = topics("workflow-task-", WORKFLOW_PARTITIONS);
    RawStation.ofWorker(worker, decisions, SubscriptionType.Failover, answer, flush);
    List<String> tasks = List.of(topic("task"));
    RawStation.ofWorker(worker, tasks, SubscriptionType.Shared, answer, flush);
  }

  private void startEngine() throws PulsarClientException {
    List<RawOutlet> decisions = outlets(engine, "workflow-task-", WORKFLOW_PARTITIONS);
    RawOutlet tasks = RawOutlet.open(engine, topic("task"), TASK_BATCH);
    RawOutlet replies = RawOutlet.open(engine, "non-persistent" + prefix + "reply", BATCH);
    List<RawOutlet> all = new ArrayList<>(decisions);
    all.add(tasks);
    all.add(replies);
    RawStation.Work dispatch =
        message -> {
          if (message.isLast()) {
            return replies.send(message);
          }
          RawMessage next = message.next();
          return (next.hop() % 4 == 1 ? of(next, decisions) : tasks).send(next);
        };
    for (int i = 0; i < PARTITIONS; i++) {
      RawStation.ofEngine(
          engine, topic("engine-" + i), dispatch, () -> all.forEach(RawOutlet::flush));
    }
  }

  private static RawOutlet of(RawMessage message, List<RawOutlet> partitions) {
    return partitions.get(Partitions.of(message.key(), partitions.size()));
  }

  private static List<RawOutlet> outlets(PulsarClient from, List<String> topics)
      throws PulsarClientException {
    List<RawOutlet> outlets = new ArrayList<>();
    for (String topic : topics) {
      outlets.add(RawOutlet.open(from, topic, BATCH));
    }
    return outlets;
  }

  private List<RawOutlet> outlets(PulsarClient from, String name, int count)
      throws PulsarClientException {
    return outlets(from, topics(name, count));
  }

  private List<String> topics(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> topic(name + i)).toList();
  }

  private String topic(String name) {
    return "persistent" + prefix + name;
  }

  private void ended(RawMessage message) {
    CompletableFuture<Void> end = open.remove(message.chain());
    if (end != null) {
      end.complete(null);
    }
  }

  /** The messages of a workflow with so many tasks: it has one WorkflowTask more. */
  public Load sequence(int tasks) {
    return () -> start(2 * (2 * tasks + 1));
  }

  private CompletableFuture<Void> start(int lastHop) {
    RawMessage first = new RawMessage(started.getAndIncrement(), 0, lastHop);
    CompletableFuture<Void> end = new CompletableFuture<>();
    open.put(first.chain(), end);
    RawOutlet log = of(first, starts);
    log.send(first);
    log.flush();
    return end;
  }

  @Override
  public void close() {
    for (PulsarClient connection : List.of(client, engine, worker)) {
      connection.closeAsync();
    }
  }
}
