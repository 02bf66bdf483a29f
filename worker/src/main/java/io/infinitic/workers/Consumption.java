package io.infinitic.workers;

import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.MessageKept;
import io.infinitic.transport.DeadLetters;
import io.infinitic.transport.Delivery;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.Transport;
import io.infinitic.wire.MessageValidator;
import io.infinitic.wire.UndecodableMessageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages of one subscription when a slot is free, hands them to a handler, and acknowledges
 * when what the handler has sent is durable. A message that cannot be read is kept in the
 * dead-letter topic.
 *
 * <p>Its threads take {@link Turns}: one waits for the next message and handles it itself. So no
 * message waits until a second thread has woken up.
 */
public final class Consumption<T extends SpecificRecord> {

  /** Handles messages. */
  public interface Handler<T extends SpecificRecord> {
    /**
     * Handles one.
     *
     * @param thread runs what it is given in the calling thread, when this method has returned
     * @return completes when the message can be acknowledged; if it fails, or is cancelled, the
     *     message comes again
     */
    CompletableFuture<Void> handle(T message, Delivery<T> delivery, Executor thread)
        throws InterruptedException;

    /**
     * Whether {@link #handle} gives all work to threads of its own and returns at once. If not, as
     * many messages are handled at a time as there are slots.
     */
    default boolean hasThreads() {
      return false;
    }

    /** How fast messages may come. */
    default Pace pace() {
      return Pace.FREE;
    }

    /** The grace period is over: stops what runs. What is not done then comes again, elsewhere. */
    default void stop() {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(Consumption.class);
  private static final long POLL_MILLIS = 200;
  private static final long IDLE_MILLIS = 60_000;

  private final String name;
  private final Transport transport;
  private final Subscription<T> subscription;
  private final Handler<T> handler;
  private final Slots slots;
  private final Pace pace;
  private final ExecutorService threads;
  private final int mostThreads;
  private final Turns turns = new Turns();
  private final AtomicInteger running = new AtomicInteger();
  private volatile boolean closed;

  Consumption(
      String name,
      Transport transport,
      Subscription<T> subscription,
      Handler<T> handler,
      Slots slots) {
    this.name = name;
    this.transport = transport;
    this.subscription = subscription;
    this.handler = handler;
    this.slots = slots;
    pace = handler.pace();
    mostThreads = handler.hasThreads() ? 1 : slots.total();
    threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread made = new Thread(task, "infinitic-" + name);
              made.setDaemon(true);
              return made;
            });
    startThread();
  }

  /** Takes no more. */
  void stopTaking() {
    closed = true;
  }

  /** Waits for what runs, then stops it. False if something still ran after that long. */
  boolean close(long graceMillis) {
    closed = true;
    boolean finished = false;
    try {
      turns.await(POLL_MILLIS * 10); // nobody takes any more
      turns.end();
      finished = slots.takeAll(graceMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handler.stop();
    // What has not finished goes to another worker, at once.
    subscription.close();
    threads.shutdownNow();
    return finished;
  }

  private void startThread() {
    running.incrementAndGet();
    try {
      threads.execute(this::loop);
    } catch (RuntimeException | Error e) { // such as: no more threads
      running.decrementAndGet();
      throw e;
    }
  }

  private void loop() {
    try {
      while (!closed) {
        takeTurn();
      }
    } finally {
      running.decrementAndGet();
    }
  }

  private void takeTurn() {
    try {
      boolean mine = turns.await(IDLE_MILLIS);
      while (mine && !closed) {
        Delivery<T> delivery = take();
        mine = delivery == null || handleInTurn(delivery);
      }
    } catch (InterruptedException e) {
      // closed; or user code has interrupted its own thread, which ends nothing
    } catch (RuntimeException | Error e) { // such as: no memory
      if (!closed) {
        LOG.warn("INF-2002 receiving for {} failed and goes on: {}", name, e.toString());
        pause();
      }
    } finally {
      turns.end();
    }
  }

  /** True if the turn is still this thread's. */
  private boolean handleInTurn(Delivery<T> delivery) {
    long began = System.nanoTime();
    if (!turns.handles() && running.get() < mostThreads) {
      startAnother();
    }
    work(delivery);
    return turns.handled(began);
  }

  /** A message with a slot; null if there is none. */
  private @Nullable Delivery<T> take() throws InterruptedException {
    slots.offer();
    Delivery<T> delivery = null;
    boolean isTaken = false;
    try {
      delivery = next();
      isTaken = delivery != null && mayStart();
      return isTaken ? delivery : null;
    } finally {
      if (isTaken) {
        slots.fill();
      } else {
        slots.withdraw();
        if (delivery != null) {
          delivery.giveBack();
        }
      }
    }
  }

  /** Without it, this thread takes the next message when it has handled the one that it has. */
  private void startAnother() {
    try {
      startThread();
    } catch (RuntimeException | Error e) {
      LOG.warn("INF-2002 no further thread for {}: {}", name, e.toString());
    }
  }

  private @Nullable Delivery<T> next() throws InterruptedException {
    return closed || !pace.mayTake(POLL_MILLIS) ? null : subscription.receive(POLL_MILLIS);
  }

  private boolean mayStart() throws InterruptedException {
    while (!pace.mayStart(POLL_MILLIS)) {
      if (closed) {
        return false;
      }
    }
    return true;
  }

  private void work(Delivery<T> delivery) {
    List<Runnable> afterwards = new ArrayList<>(1);
    try {
      handle(delivery, afterwards::add)
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  delivery.acknowledge();
                } else if (error instanceof CancellationException) { // the handler's decision
                  delivery.giveBack();
                } else {
                  LOG.warn(
                      "INF-2003 a result for {} could not be sent; the message comes again: {}",
                      name,
                      Thrown.text(error));
                  delivery.giveBack();
                }
              });
    } catch (InterruptedException e) {
      delivery.giveBack();
    } catch (RuntimeException | Error e) {
      LOG.warn(
          "INF-2004 handling a message for {} failed; it comes again", name, Thrown.loggable(e));
      delivery.giveBack();
    } finally {
      slots.release();
    }
    afterwards.forEach(Runnable::run);
  }

  private CompletableFuture<Void> handle(Delivery<T> delivery, Executor thread)
      throws InterruptedException {
    T message;
    try {
      message = delivery.message();
    } catch (UndecodableMessageException e) {
      return keep(delivery, String.valueOf(e.getMessage()));
    }
    return handler.handle(message, delivery, thread);
  }

  /** The workflow that it is for has an incident. */
  private CompletableFuture<Void> keep(Delivery<T> delivery, String reason) {
    String why = DeadLetters.bounded(reason);
    LOG.warn("INF-1001 message {} is kept in the dead-letter topic: {}", delivery.origin(), why);
    String key = delivery.key();
    CompletableFuture<Void> kept =
        DeadLetters.send(
            transport,
            new DeadLetter(
                name,
                delivery.origin(),
                key,
                why,
                System.currentTimeMillis(),
                ByteBuffer.wrap(delivery.bytes())));
    if (key != null && MessageValidator.isWorkflowId(key)) {
      CompletableFuture<Void> told =
          transport.send(
              new Destination.Engine(key),
              new EngineMessage(new MessageKept(key, name, delivery.origin(), why)));
      kept = CompletableFuture.allOf(kept, told);
    }
    transport.flush();
    return kept;
  }

  private synchronized void pause() {
    try {
      wait(POLL_MILLIS);
    } catch (InterruptedException e) {
      // closed, or meant for user code that has ended
    }
  }
}
