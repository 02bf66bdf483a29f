package io.infinitic.pulsar;

import io.infinitic.transport.MessageRefusedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClientException;
import org.jspecify.annotations.Nullable;

/**
 * A producer that batches by need instead of by delay: the first message leaves at once; those that
 * come while a batch is on its way leave together when it has arrived. What is sent before the
 * producer is open waits, in order, within bounds of time and bytes.
 *
 * <p>While a topic cannot be opened, or takes nothing, messages to it fail at once: whoever sends
 * to many topics must not wait for one of them again and again.
 */
final class Outlet {

  /**
   * What may wait for a topic.
   *
   * @param millis how long a message waits for the producer
   * @param bytes how much may wait for it
   */
  record Patience(long millis, long bytes) {}

  /** The latest failure of a message. */
  private record Stall(Throwable reason, long nanos) {}

  private record Waiting(@Nullable String key, byte[] bytes, CompletableFuture<Void> sent) {}

  /** After trouble, how long messages fail at once. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String topic;
  private final Patience patience;
  private final Supplier<CompletableFuture<Producer<byte[]>>> opener;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final AtomicBoolean unflushed = new AtomicBoolean();
  private final AtomicBoolean flushing = new AtomicBoolean();
  private long waitingBytes;
  private boolean opening;

  /** The latest producer that the broker has ended. */
  private @Nullable Producer<byte[]> gone;

  private boolean closed;
  private @Nullable Throwable trouble;
  private long troubleNanos;
  private volatile @Nullable Producer<byte[]> ready;
  private volatile @Nullable Stall stall;
  private volatile long lastUsedNanos = System.nanoTime();

  Outlet(String topic, Patience patience, Supplier<CompletableFuture<Producer<byte[]>>> opener) {
    this.topic = topic;
    this.patience = patience;
    this.opener = opener;
  }

  CompletableFuture<Void> send(@Nullable String key, byte[] bytes) {
    lastUsedNanos = System.nanoTime();
    Producer<byte[]> open = ready;
    return open == null ? sendWhenOpen(key, bytes) : sendUnlessStalled(open, key, bytes);
  }

  private CompletableFuture<Void> sendUnlessStalled(
      Producer<byte[]> open, @Nullable String key, byte[] bytes) {
    Stall known = stall;
    return known != null && System.nanoTime() - known.nanos() < PAUSE_NANOS
        ? CompletableFuture.failedFuture(known.reason())
        : send(open, key, bytes);
  }

  private CompletableFuture<Void> sendWhenOpen(@Nullable String key, byte[] bytes) {
    Waiting waiting = new Waiting(key, bytes, new CompletableFuture<>());
    boolean isFirst;
    synchronized (queue) {
      Producer<byte[]> open = ready;
      if (open != null) {
        return sendUnlessStalled(open, key, bytes);
      }
      Throwable known = trouble;
      if (known != null && (opening || System.nanoTime() - troubleNanos < PAUSE_NANOS)) {
        return CompletableFuture.failedFuture(known);
      }
      if (waitingBytes + bytes.length > patience.bytes()) {
        return CompletableFuture.failedFuture(
            new PulsarException(
                "%d bytes wait for %s to be opened".formatted(waitingBytes, topic), null));
      }
      queue.add(waiting);
      waitingBytes += bytes.length;
      isFirst = !opening;
      opening = true;
    }
    if (isFirst) {
      open();
    }
    return waiting.sent();
  }

  private void open() {
    CompletableFuture<Producer<byte[]>> producer;
    try {
      producer = opener.get();
    } catch (RuntimeException e) { // such as: a name that makes no topic
      producer = CompletableFuture.failedFuture(e);
    }
    producer.whenCompleteAsync(this::opened);
    producer
        .copy()
        .orTimeout(patience.millis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            error -> {
              if (error instanceof TimeoutException) {
                fail(
                    new PulsarException(
                        "%s could not be opened in %d ms".formatted(topic, patience.millis()),
                        null));
              }
              return null;
            });
  }

  private void opened(@Nullable Producer<byte[]> opened, @Nullable Throwable error) {
    List<Runnable> told = new ArrayList<>();
    synchronized (queue) {
      opening = false;
      if (opened == null) {
        Throwable reason = Refusals.translate(error);
        giveUp(reason)
            .forEach(waiting -> told.add(() -> waiting.sent().completeExceptionally(reason)));
      } else if (closed) {
        opened.closeAsync();
      } else {
        for (Waiting waiting : queue) {
          CompletableFuture<Void> sent = send(opened, waiting.key(), waiting.bytes());
          told.add(() -> tell(waiting, sent));
        }
        queue.clear();
        waitingBytes = 0;
        trouble = null;
        ready = opened == gone ? null : opened;
      }
    }
    told.forEach(Runnable::run); // senders may send more at once
    flush();
  }

  private static void tell(Waiting waiting, CompletableFuture<Void> sent) {
    sent.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            waiting.sent().complete(null);
          } else {
            waiting.sent().completeExceptionally(failure);
          }
        });
  }

  /** What waits fails, and for a while what comes. */
  private void fail(Throwable reason) {
    giveUp(reason).forEach(waiting -> waiting.sent().completeExceptionally(reason));
  }

  /** What waited, and is to be told why it fails. */
  private List<Waiting> giveUp(Throwable reason) {
    synchronized (queue) {
      if (ready != null) {
        return List.of();
      }
      List<Waiting> failed = List.copyOf(queue);
      queue.clear();
      waitingBytes = 0;
      trouble = reason;
      troubleNanos = System.nanoTime();
      return failed;
    }
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
                    Throwable reason = Refusals.translate(error);
                    if (!(reason instanceof MessageRefusedException)) {
                      // What comes after it must not overtake it before its sender knows.
                      stall = new Stall(reason, System.nanoTime());
                    }
                    if (isGone(reason)) {
                      reopenLater(open);
                    }
                    throw new CompletionException(reason);
                  }
                  return null;
                });
    unflushed.set(true);
    return sent;
  }

  /** A producer that the broker has ended, for example because its topic was deleted. */
  private static boolean isGone(Throwable reason) {
    return reason instanceof PulsarClientException.AlreadyClosedException
        || reason instanceof PulsarClientException.TopicDoesNotExistException;
  }

  private void reopenLater(Producer<byte[]> ended) {
    synchronized (queue) {
      if (gone != ended) {
        gone = ended;
        ready = ready == ended ? null : ready;
        ended.closeAsync();
      }
    }
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

  boolean idleFor(long nanos) {
    return System.nanoTime() - lastUsedNanos > nanos;
  }

  void close() {
    Producer<byte[]> open;
    synchronized (queue) {
      closed = true;
      open = ready;
    }
    if (open != null) {
      open.closeAsync();
    }
  }
}
