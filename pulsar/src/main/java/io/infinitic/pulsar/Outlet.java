package io.infinitic.pulsar;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pulsar.client.api.MessageId;
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
 *
 * <p>Pulsar's producer calls back while it holds its own lock, so none is held here when it is
 * called.
 */
final class Outlet {

  /**
   * What may wait for a topic.
   *
   * @param millis how long a message waits for the producer
   * @param bytes how much may wait for it
   */
  record Patience(long millis, long bytes) {}

  private record Waiting(@Nullable String key, byte[] bytes, CompletableFuture<Void> sent) {}

  /** After trouble, how long messages fail at once. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** So much may wait behind what has waited, while that is being sent. */
  private static final long MOST_BEHIND_BYTES = 16 << 20;

  private final String topic;
  private final Patience patience;
  private final Supplier<CompletableFuture<Producer<byte[]>>> opener;
  private final Executor executor;
  private final Failures failures;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private final AtomicBoolean unflushed = new AtomicBoolean();
  private final AtomicBoolean flushing = new AtomicBoolean();
  private long waitingBytes;
  private boolean opening;

  /** Whether what has waited is being sent. What comes meanwhile waits behind it. */
  private boolean emptying;

  /** The latest producer that the broker has ended. */
  private @Nullable Producer<byte[]> gone;

  private boolean closed;
  private @Nullable Throwable trouble;
  private long troubleNanos;
  private volatile @Nullable Producer<byte[]> ready;
  private volatile long lastUsedNanos = System.nanoTime();

  /**
   * @param executor its threads may have to wait
   */
  Outlet(
      String topic,
      Patience patience,
      Supplier<CompletableFuture<Producer<byte[]>>> opener,
      Executor executor) {
    this.topic = topic;
    this.patience = patience;
    this.opener = opener;
    this.executor = executor;
    failures = new Failures(executor);
  }

  CompletableFuture<Void> send(@Nullable String key, byte[] bytes) {
    lastUsedNanos = System.nanoTime();
    Producer<byte[]> open = ready;
    return open == null
        ? sendWhenOpen(key, bytes)
        : send(open, key, bytes, new CompletableFuture<>());
  }

  private CompletableFuture<Void> sendWhenOpen(@Nullable String key, byte[] bytes) {
    Waiting waiting = new Waiting(key, bytes, new CompletableFuture<>());
    Producer<byte[]> open;
    boolean isFirst = false;
    synchronized (queue) {
      while (emptying && waitingBytes > MOST_BEHIND_BYTES) {
        if (!hasWaitedForRoom()) {
          return CompletableFuture.failedFuture(
              new PulsarException("interrupted while others waited for " + topic, null));
        }
      }
      open = ready;
      if (open == null) {
        Throwable refusal = refusal(bytes.length);
        if (refusal != null) {
          return CompletableFuture.failedFuture(refusal);
        }
        queue.add(waiting);
        waitingBytes += bytes.length;
        isFirst = !opening;
        opening = true;
      }
    }
    if (open != null) {
      return send(open, key, bytes, waiting.sent());
    } else if (isFirst) {
      open();
    }
    return waiting.sent();
  }

  /** As the producer itself has those wait who send more than it can hold. */
  private boolean hasWaitedForRoom() {
    try {
      queue.wait();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Why a message may not wait for the producer. */
  private @Nullable Throwable refusal(int bytes) {
    Throwable failed = failures.reasonNow();
    if (closed) {
      return closed();
    } else if (failed != null) {
      return failed;
    } else if (trouble != null && (opening || System.nanoTime() - troubleNanos < PAUSE_NANOS)) {
      return trouble;
    } else if (!emptying && waitingBytes + bytes > patience.bytes()) {
      return new PulsarException(
          "%d bytes wait for %s to be opened".formatted(waitingBytes, topic), null);
    }
    return null;
  }

  private PulsarException closed() {
    return new PulsarException("nothing is sent to %s any more".formatted(topic), null);
  }

  private void open() {
    CompletableFuture<Producer<byte[]>> producer;
    try {
      producer = opener.get();
    } catch (RuntimeException e) { // such as: a name that makes no topic
      producer = CompletableFuture.failedFuture(e);
    }
    producer.whenCompleteAsync(this::opened, executor);
    producer
        .copy()
        .orTimeout(patience.millis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            error -> {
              if (error instanceof TimeoutException) {
                failWhatWaits(
                    new PulsarException(
                        "%s could not be opened in %d ms".formatted(topic, patience.millis()),
                        null));
              }
              return null;
            });
  }

  private void opened(@Nullable Producer<byte[]> opened, @Nullable Throwable error) {
    if (opened == null) {
      Throwable reason = Refusals.translate(error);
      List<Waiting> failed;
      synchronized (queue) {
        opening = false;
        failed = giveUp(reason);
      }
      failed.forEach(waiting -> failures.tell(waiting.sent(), reason, 0));
      return;
    }
    for (Waiting next = nextFor(opened); next != null; next = nextFor(opened)) {
      send(opened, next.key(), next.bytes(), next.sent());
      flush(opened);
    }
    if (ready != opened) {
      opened.closeAsync();
    }
    flush();
  }

  /** What the producer sends next of what waits. If nothing does any more, it is ready. */
  private @Nullable Waiting nextFor(Producer<byte[]> opened) {
    synchronized (queue) {
      trouble = null;
      Waiting next = queue.poll();
      emptying = next != null;
      if (next != null) {
        waitingBytes -= next.bytes().length;
      } else {
        opening = false;
        ready = closed || opened == gone ? null : opened;
      }
      queue.notifyAll();
      return next;
    }
  }

  /** And for a while what comes. */
  private void failWhatWaits(Throwable reason) {
    giveUp(reason).forEach(waiting -> failures.tell(waiting.sent(), reason, 0));
  }

  /** What waited, and is to be told why it fails. */
  private List<Waiting> giveUp(Throwable reason) {
    synchronized (queue) {
      if (ready != null || emptying) {
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

  private CompletableFuture<Void> send(
      Producer<byte[]> open, @Nullable String key, byte[] bytes, CompletableFuture<Void> sent) {
    Throwable failed = failures.reasonNow();
    if (failed != null) {
      sent.completeExceptionally(failed);
      return sent;
    }
    give(open, key, bytes)
        .whenComplete(
            (id, error) -> {
              if (error == null) {
                sent.complete(null);
              } else {
                failed(open, sent, Refusals.translate(error));
              }
            });
    unflushed.set(true);
    return sent;
  }

  private static CompletableFuture<MessageId> give(
      Producer<byte[]> open, @Nullable String key, byte[] bytes) {
    try {
      var message = open.newMessage().value(bytes);
      if (key != null) {
        message.key(key);
      }
      return message.sendAsync();
    } catch (RuntimeException e) { // others may wait behind it
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Called by Pulsar, which may hold the producer's lock. */
  private void failed(Producer<byte[]> open, CompletableFuture<Void> sent, Throwable reason) {
    boolean isGone = isGone(reason);
    failures.tell(sent, reason, isGone ? 0 : PAUSE_NANOS);
    if (isGone) {
      reopenLater(open);
    }
  }

  /** A producer that the broker has ended, for example because its topic was deleted. */
  private static boolean isGone(Throwable reason) {
    return reason instanceof PulsarClientException.AlreadyClosedException
        || reason instanceof PulsarClientException.TopicDoesNotExistException;
  }

  private void reopenLater(Producer<byte[]> ended) {
    boolean isNew;
    synchronized (queue) {
      isNew = gone != ended;
      gone = ended;
      ready = ready == ended ? null : ready;
    }
    if (isNew) {
      ended.closeAsync();
    }
  }

  /** Lets what was sent leave, unless a batch is on its way: then when that has arrived. */
  void flush() {
    Producer<byte[]> open = ready;
    if (open != null) {
      flush(open);
    }
  }

  private void flush(Producer<byte[]> open) {
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
    failWhatWaits(closed());
    if (open != null) {
      open.closeAsync();
    }
  }
}
