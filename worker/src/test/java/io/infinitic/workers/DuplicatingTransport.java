package io.infinitic.workers;

import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;

/** Sends every message twice. */
class DuplicatingTransport extends ForwardingTransport {

  DuplicatingTransport(Transport transport) {
    super(transport);
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    CompletableFuture<Void> first = transport.send(to, message);
    return CompletableFuture.allOf(first, transport.send(to, message));
  }
}
