package io.infinitic.pulsar;

import io.infinitic.transport.MessageTooLargeException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * A producer that batches by need instead of by delay: the first message leaves at once; those that
 * come while a batch is on its way leave together when it has arrived. What is sent before the
 * producer is open waits, in order.
 */
final class Outlet {

  private record Waiting(@Nullable String key, byte[] bytes, CompletableFuture<Void> sent) {}

  private final CompletableFuture<Producer<byte[]>> producer;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final AtomicBoolean unflushed = new AtomicBoolean();
  private final AtomicBoolean flushing = new AtomicBoolean();
  private volatile @Nullable Producer<byte[]> ready;
  private volatile long lastUsedNanos = System.nanoTime();

  Outlet(CompletableFuture<Producer<byte[]>> producer) {
    this.producer = producer;
    producer.whenCompleteAsync((opened, error) -> drain(opened, error));
  }

  CompletableFuture<Void> send(@Nullable String key, byte[] bytes) {
    lastUsedNanos = System.nanoTime();
    Producer<byte[]> open = ready;
    if (open == null) {
      synchronized (queue) {
        open = ready;
        if (open == null && producer.isCompletedExceptionally()) {
          return producer.thenApply(p -> null);
        } else if (open == null) {
          Waiting waiting = new Waiting(key, bytes, new CompletableFuture<>());
          queue.add(waiting);
          return waiting.sent();
        }
      }
    }
    return send(open, key, bytes);
  }

  private void drain(@Nullable Producer<byte[]> opened, @Nullable Throwable error) {
    synchronized (queue) {
      for (Waiting waiting : queue) {
        if (opened == null) {
          waiting.sent().completeExceptionally(error);
        } else {
          send(opened, waiting.key(), waiting.bytes())
              .whenComplete(
                  (done, failure) -> {
                    if (failure == null) {
                      waiting.sent().complete(null);
                    } else {
                      waiting.sent().completeExceptionally(failure);
                    }
                  });
        }
      }
      queue.clear();
      ready = opened;
    }
    flush();
  }

  private CompletableFuture<Void> send(Producer<byte[]> open, @Nullable String key, byte[] bytes) {
    var message = open.newMessage().value(bytes);
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
    unflushed.set(true);
    return sent;
  }

  /** Lets what was sent leave, unless a batch is on its way: then when that has arrived. */
  void flush() {
    Producer<byte[]> open = ready;
    if (open == null) {
      return;
    }
    while (unflushed.get() && flushing.compareAndSet(false, true)) {
      unflushed.set(false);
      CompletableFuture<Void> flushed = open.flushAsync();
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

  boolean failed() {
    return producer.isCompletedExceptionally();
  }

  boolean idleFor(long nanos) {
    return System.nanoTime() - lastUsedNanos > nanos;
  }

  void close() {
    producer.thenCompose(Producer::closeAsync);
  }

  private static Throwable translate(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return cause instanceof PulsarClientException.InvalidMessageException
        ? new MessageTooLargeException(cause.getMessage())
        : cause;
  }
}
