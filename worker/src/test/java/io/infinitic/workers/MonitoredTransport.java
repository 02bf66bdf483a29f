package io.infinitic.workers;

import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Lets {@link Conservation} see every message before it leaves. */
public final class MonitoredTransport extends ForwardingTransport {

  private final Conservation monitor;

  public MonitoredTransport(Transport transport, Conservation monitor) {
    super(transport);
    this.monitor = monitor;
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    monitor.sent(message);
    return transport.send(to, message);
  }
}
