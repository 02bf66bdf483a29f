package io.infinitic.pulsar;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SizeUnit;
import org.apache.pulsar.client.impl.ClientBuilderImpl;
import org.apache.pulsar.client.impl.PulsarClientImpl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has open to a Pulsar cluster.
 *
 * @param messages for all but what {@code replies} is for
 * @param replies to hear replies on. On a connection that messages are sent over, the broker puts
 *     off what goes the other way, so that it has to drop more of what is not durable
 * @param admin its HTTP interface
 * @param timer of both clients
 */
record Connections(PulsarClient messages, PulsarClient replies, PulsarAdmin admin, Timer timer)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** The usual timer wakes up a thousand times a second. What it times here takes seconds. */
  private static final int TICK_MILLIS = 20;

  private static final long SEND_BYTES = 256 << 20;

  /** The clients connect when they are used. */
  static Connections open(PulsarSettings settings) throws PulsarClientException {
    PulsarAdmin admin = PulsarAdmin.builder().serviceHttpUrl(settings.webServiceUrl()).build();
    Timer timer =
        new HashedWheelTimer(
            new DefaultThreadFactory("infinitic-pulsar-timer", true), TICK_MILLIS, MILLISECONDS);
    List<PulsarClient> clients = new ArrayList<>();
    try {
      clients.add(client(settings.brokerServiceUrl(), timer));
      clients.add(client(settings.brokerServiceUrl(), timer));
      return new Connections(clients.get(0), clients.get(1), admin, timer);
    } catch (PulsarClientException | RuntimeException e) {
      clients.forEach(PulsarClient::closeAsync);
      timer.stop();
      admin.close();
      throw e;
    }
  }

  private static PulsarClient client(String serviceUrl, Timer timer) throws PulsarClientException {
    ClientBuilderImpl settings = new ClientBuilderImpl();
    settings
        .serviceUrl(serviceUrl)
        .memoryLimit(SEND_BYTES, SizeUnit.BYTES)
        .startingBackoffInterval(100, MILLISECONDS)
        .maxBackoffInterval(3, TimeUnit.SECONDS);
    return PulsarClientImpl.builder()
        .conf(settings.getClientConfigurationData())
        .timer(timer)
        .build();
  }

  /** Takes seconds: threads linger. */
  CompletableFuture<Void> closeAsync() {
    return CompletableFuture.allOf(messages.closeAsync(), replies.closeAsync())
        .whenComplete(
            (closed, error) -> {
              timer.stop();
              admin.close();
            });
  }

  @Override
  public void close() {
    try {
      closeAsync().get();
    } catch (ExecutionException e) {
      LOG.debug("closing a connection to Pulsar", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
