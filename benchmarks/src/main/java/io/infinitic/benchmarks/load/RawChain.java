package io.infinitic.benchmarks.load;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.transport.Partitions;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionType;
import org.apache.pulsar.client.impl.ClientBuilderImpl;
import org.apache.pulsar.client.impl.PulsarClientImpl;

/**
 * The messages of workflows with tasks one after the other, without engine, store or workflow: the
 * limit that Pulsar sets. The same kinds of topics and subscriptions, the same number of durable
 * messages one after the other, acknowledged only when what follows from them is durable: a start
 * on the log; to a worker and back for each WorkflowTask and each task; a reply that is not
 * durable. One connection each for what is client, engine and worker there.
 */
public final class RawChain implements AutoCloseable {

  private static final int TICK_MILLIS = 20;
  private static final int WORKFLOW_PARTITIONS = 4;
  private static final int BATCH = 1_000;
  private static final int TASK_BATCH = 8;

  private final int partitions;
  private final Timer timer = new HashedWheelTimer(TICK_MILLIS, TimeUnit.MILLISECONDS);
  private final String prefix;
  private final PulsarClient client;
  private final PulsarClient engine;
  private final PulsarClient worker;
  private final List<RawOutlet> starts;
  private final RawReplies waiting = new RawReplies(this::send);
  private final AtomicLong started = new AtomicLong();

  private RawChain(PulsarSettings settings, int partitions) throws PulsarClientException {
    this.partitions = partitions;
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
        // A reply for which there is no room is dropped.
        .receiverQueueSize(20_000)
        .messageListener((from, message) -> waiting.arrived(RawMessage.of(message.getData())))
        .subscribe();
    starts = outlets(client, "engine-", partitions);
  }

  /**
   * Makes its topics, next to those of the engine, and starts what takes from them.
   *
   * @param partitions of its log
   */
  public static RawChain open(PulsarSettings settings, int partitions)
      throws PulsarClientException {
    return new RawChain(settings, partitions);
  }

  /** With a timer that seldom ticks, as Infinitic has it. */
  private PulsarClient connect(PulsarSettings settings) throws PulsarClientException {
    ClientBuilderImpl builder = new ClientBuilderImpl();
    builder.serviceUrl(settings.brokerServiceUrl());
    return PulsarClientImpl.builder()
        .conf(builder.getClientConfigurationData())
        .timer(timer)
        .build();
  }

  private void startWorker() throws PulsarClientException {
    List<RawOutlet> log = outlets(worker, "engine-", partitions);
    RawStation.Work answer = message -> of(message, log).send(message.next());
    Runnable flush = () -> log.forEach(RawOutlet::flush);
    for (String decisions : topics("workflow-task-", WORKFLOW_PARTITIONS)) {
      RawStation.ofWorker(worker, decisions, SubscriptionType.Failover, answer, flush);
    }
    RawStation.ofWorker(worker, topic("task"), SubscriptionType.Shared, answer, flush);
  }

  private void startEngine() throws PulsarClientException {
    List<RawOutlet> decisions = outlets(engine, "workflow-task-", WORKFLOW_PARTITIONS);
    RawOutlet tasks = RawOutlet.open(engine, topic("task"), TASK_BATCH);
    RawOutlet replies = RawOutlet.open(engine, "non-persistent" + prefix + "reply", BATCH);
    List<RawOutlet> all = new ArrayList<>(decisions);
    all.add(tasks);
    all.add(replies);
    RawStation.Work work =
        message -> {
          RawMessage next = message.next();
          if (message.isLast() || message.isQuestion()) {
            return reply(message, replies);
          }
          return (next.hop() % 4 == 1 ? of(next, decisions) : tasks).send(next);
        };
    for (int i = 0; i < partitions; i++) {
      RawStation.ofEngine(engine, topic("engine-" + i), work, () -> all.forEach(RawOutlet::flush));
    }
  }

  private static RawOutlet of(RawMessage message, List<RawOutlet> partitions) {
    return partitions.get(Partitions.of(message.key(), partitions.size()));
  }

  private List<RawOutlet> outlets(PulsarClient from, String name, int count)
      throws PulsarClientException {
    List<RawOutlet> outlets = new ArrayList<>();
    for (String topic : topics(name, count)) {
      outlets.add(RawOutlet.open(from, topic, BATCH));
    }
    return outlets;
  }

  private List<String> topics(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> topic(name + i)).toList();
  }

  private String topic(String name) {
    return "persistent" + prefix + name;
  }

  private CompletableFuture<?> reply(RawMessage message, RawOutlet replies) {
    if (message.hop() == 0) { // nobody but this process waits for it
      waiting.arrived(message);
    } else if (message.isLast() || waiting.isEnded(message)) {
      waiting.hasEnded(message);
      return replies.send(message);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** One durable message to the log, without answer. */
  public Load hop() {
    return () -> start(0);
  }

  /** The messages of a workflow with so many tasks: it has one WorkflowTask more. */
  public Load sequence(int tasks) {
    return () -> start(2 * (2 * tasks + 1));
  }

  private CompletableFuture<Void> start(int lastHop) {
    RawMessage first = new RawMessage(started.getAndIncrement(), 0, lastHop);
    CompletableFuture<Void> end = waiting.expect(first);
    send(first);
    return end;
  }

  private void send(RawMessage message) {
    RawOutlet log = of(message, starts);
    log.send(message);
    log.flush();
  }

  @Override
  public void close() {
    waiting.close();
    for (PulsarClient connection : List.of(client, engine, worker)) {
      connection.closeAsync();
    }
    timer.stop();
  }
}
