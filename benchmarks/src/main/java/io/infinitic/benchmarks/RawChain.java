package io.infinitic.benchmarks;

import io.infinitic.pulsar.PulsarSettings;
import io.infinitic.transport.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionType;

/**
 * The messages of a workflow of three tasks, without engine, store or workflow: the limit that
 * Pulsar sets. Two partitions of a log on Failover; for each step two round trips from the log to a
 * worker topic and back: one for the WorkflowTask (Failover), one for the task (Shared). The reply
 * is not durable.
 */
final class RawChain implements Load {

  static final int STEPS = 3;

  /** Workflow tasks: one a step, and a last one that ends it. */
  private static final int HOPS = 2 * (2 * STEPS + 1);

  private static final int PARTITIONS = 2;
  private static final String PADDING = "x".repeat(280);

  private final PulsarClient client;
  private final String prefix;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Producer<byte[]>> log = new ArrayList<>();
  private final Map<String, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
  private volatile boolean closed;
  private long started;

  private RawChain(PulsarClient client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  static RawChain open(PulsarSettings settings) throws PulsarClientException {
    PulsarClient client = PulsarClient.builder().serviceUrl(settings.brokerServiceUrl()).build();
    RawChain chain =
        new RawChain(
            client, "persistent://" + settings.tenant() + "/" + settings.namespace() + "/raw-");
    chain.start();
    return chain;
  }

  private void start() throws PulsarClientException {
    Producer<byte[]> tasks = producer("task", 8);
    Producer<byte[]> decisions = producer("workflow-task", 1_000);
    String replyTopic = prefix.replace("persistent", "non-persistent") + "reply";
    Producer<byte[]> replies =
        client
            .newProducer()
            .topic(replyTopic)
            .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
            .create();
    client
        .newConsumer()
        .topic(replyTopic)
        .subscriptionName("raw")
        // A reply for which there is no room is dropped, and nobody asks for it again here.
        .receiverQueueSize(20_000)
        .messageListener(
            (consumer, message) -> {
              CompletableFuture<Void> ended = open.remove(id(text(message)));
              if (ended != null) {
                ended.complete(null);
              }
            })
        .subscribe();
    for (int i = 0; i < PARTITIONS; i++) {
      log.add(producer("engine-" + i, 1_000));
    }
    for (int i = 0; i < PARTITIONS; i++) {
      Consumer<byte[]> consumer = consumer("engine-" + i, SubscriptionType.Failover, 2_000);
      loop(
          "raw-engine-" + i,
          consumer,
          message -> {
            int hop = hop(message) + 1;
            String next = message(id(message), hop);
            Producer<byte[]> to = hop > HOPS ? replies : hop % 4 == 1 ? decisions : tasks;
            to.sendAsync(next.getBytes(StandardCharsets.UTF_8));
          },
          () -> {
            tasks.flushAsync();
            decisions.flushAsync();
            replies.flushAsync();
          });
    }
    worker("task", SubscriptionType.Shared);
    worker("workflow-task", SubscriptionType.Failover);
  }

  private void worker(String topic, SubscriptionType type) throws PulsarClientException {
    loop(
        "raw-" + topic,
        consumer(topic, type, 1_000),
        message -> send(id(message), hop(message) + 1),
        () -> log.forEach(Producer::flushAsync));
  }

  private interface Work {
    void on(String message);
  }

  private void loop(String name, Consumer<byte[]> consumer, Work work, Runnable flush) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!closed) {
                  Message<byte[]> message = consumer.receive(200, TimeUnit.MILLISECONDS);
                  boolean any = message != null;
                  while (message != null) {
                    work.on(text(message));
                    consumer.acknowledgeAsync(message);
                    message = consumer.receive(0, TimeUnit.MILLISECONDS);
                  }
                  if (any) {
                    flush.run();
                  }
                }
              } catch (PulsarClientException e) {
                // closed
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private Producer<byte[]> producer(String topic, int batch) throws PulsarClientException {
    return client
        .newProducer()
        .topic(prefix + topic)
        .batchingMaxMessages(batch)
        .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
        .blockIfQueueFull(true)
        .create();
  }

  private Consumer<byte[]> consumer(String topic, SubscriptionType type, int prefetch)
      throws PulsarClientException {
    return client
        .newConsumer()
        .topic(prefix + topic)
        .subscriptionName("raw")
        .subscriptionType(type)
        .receiverQueueSize(prefetch)
        .enableBatchIndexAcknowledgment(true)
        .subscribe();
  }

  private void send(String id, int hop) {
    log.get(Partitions.of(id, PARTITIONS))
        .sendAsync(message(id, hop).getBytes(StandardCharsets.UTF_8));
  }

  private CompletableFuture<Void> begin() {
    String id = "w" + started++;
    CompletableFuture<Void> ended = new CompletableFuture<>();
    open.put(id, ended);
    send(id, 0);
    return ended;
  }

  private static String message(String id, int hop) {
    return id + " " + hop + " " + PADDING;
  }

  private static String text(Message<byte[]> message) {
    return new String(message.getData(), StandardCharsets.UTF_8);
  }

  private static String id(String message) {
    return message.substring(0, message.indexOf(' '));
  }

  private static int hop(String message) {
    int start = message.indexOf(' ') + 1;
    return Integer.parseInt(message.substring(start, message.indexOf(' ', start)));
  }

  @Override
  public double[] latencies(int count) {
    double[] latencies = new double[count];
    for (int i = 0; i < count; i++) {
      long before = System.nanoTime();
      CompletableFuture<Void> ended = begin();
      log.forEach(Producer::flushAsync);
      ended.join();
      latencies[i] = (System.nanoTime() - before) / 1e6;
    }
    return latencies;
  }

  @Override
  public double perSecond(int count) {
    List<CompletableFuture<Void>> results = new ArrayList<>(count);
    long before = System.nanoTime();
    for (int i = 0; i < count; i++) {
      results.add(begin());
    }
    log.forEach(Producer::flushAsync);
    results.forEach(CompletableFuture::join);
    return count / ((System.nanoTime() - before) / 1e9);
  }

  @Override
  public void close() {
    closed = true;
    try {
      for (Thread thread : threads) {
        thread.join(1_000);
      }
      client.close();
    } catch (PulsarClientException e) {
      // it ends with the process
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
