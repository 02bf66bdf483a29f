package io.infinitic.pulsar;

import io.infinitic.transport.MessageTooLargeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * A producer that batches by need instead of by delay: the first message leaves at once; those that
 * come while a batch is on its way leave together when it has arrived.
 */
final class Outlet {

  private final CompletableFuture<Producer<byte[]>> producer;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private final AtomicBoolean flushing = new AtomicBoolean();

  Outlet(CompletableFuture<Producer<byte[]>> producer) {
    this.producer = producer;
  }

  CompletableFuture<Void> send(@Nullable String key, byte[] bytes) {
    if (!producer.isDone()) {
      return producer.thenCompose(
          ready -> {
            CompletableFuture<Void> sent = send(ready, key, bytes);
            flush();
            return sent;
          });
    }
    return send(producer.join(), key, bytes);
  }

  private CompletableFuture<Void> send(Producer<byte[]> ready, @Nullable String key, byte[] bytes) {
    var message = ready.newMessage().value(bytes);
    if (key != null) {
      message.key(key);
    }
    CompletableFuture<Void> sent =
        message
            .sendAsync()
            .handle(
                (id, error) -> {
                  if (error != null) {
                    throw new CompletionException(translate(error));
                  }
                  return null;
                });
    waiting.set(true);
    return sent;
  }

  /** Lets what was sent leave, unless a batch is on its way: then when that has arrived. */
  void flush() {
    if (!producer.isDone() || producer.isCompletedExceptionally()) {
      return;
    }
    while (waiting.get() && flushing.compareAndSet(false, true)) {
      waiting.set(false);
      CompletableFuture<Void> flushed = producer.join().flushAsync();
      if (flushed.isDone()) {
        flushing.set(false);
      } else {
        flushed.whenComplete(
            (done, error) -> {
              flushing.set(false);
              flush();
            });
        return;
      }
    }
  }

  void close() {
    producer.thenCompose(Producer::closeAsync);
  }

  boolean failed() {
    return producer.isCompletedExceptionally();
  }

  private static Throwable translate(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof PulsarClientException.InvalidMessageException
        ? new MessageTooLargeException(cause.getMessage())
        : cause;
  }
}
