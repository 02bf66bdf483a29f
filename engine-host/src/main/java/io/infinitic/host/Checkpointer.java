package io.infinitic.host;

import io.infinitic.store.StaleEpochException;
import io.infinitic.store.StateStore;
import io.infinitic.store.StoreException;
import io.infinitic.transport.EngineLog;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes checkpoints beside the partition's thread, one at a time: meanwhile, and for a while after
 * that, the changes of further batches gather. Order for each: what it published is durable, then
 * it is stored, then its messages are acknowledged.
 */
final class Checkpointer {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
  private static final long RETRY_MILLIS = 1_000;

  private final StateStore store;
  private final EngineLog log;
  private final int partition;
  private final long epoch;
  private final Thread thread;
  private final ConcurrentLinkedQueue<ChangeSet> saved = new ConcurrentLinkedQueue<>();
  private final long intervalNanos;
  private long beganNanos;
  private @Nullable ChangeSet waiting;
  private @Nullable ChangeSet writing;
  private @Nullable ChangeSet last;
  private boolean closed;
  private boolean abandoned;
  private @Nullable Throwable failure;

  /**
   * @param interval from the beginning of one checkpoint to that of the next, at least
   */
  Checkpointer(StateStore store, EngineLog log, int partition, long epoch, Duration interval) {
    this.store = store;
    this.log = log;
    this.partition = partition;
    this.epoch = epoch;
    intervalNanos = interval.toNanos();
    beganNanos = System.nanoTime() - intervalNanos;
    thread = new Thread(this::run, "infinitic-checkpoint-" + partition);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * True if no checkpoint is being written and the interval has passed; or if the changes are too
   * many, or too large, to go on without, when none is written any more.
   */
  synchronized boolean takes(boolean tooMany) throws InterruptedException {
    while (tooMany && isBusy() && failure == null) {
      wait();
    }
    return !isBusy() && (tooMany || System.nanoTime() - beganNanos >= intervalNanos);
  }

  private boolean isBusy() {
    return waiting != null || writing != null;
  }

  /** Takes changes over, if it {@link #takes} them. */
  synchronized void submit(ChangeSet changes) {
    if (isBusy()) {
      throw new IllegalStateException("the checkpoint before is still being written");
    }
    beganNanos = System.nanoTime();
    waiting = changes;
    notifyAll();
  }

  /** A saved change set that was not taken before; null if there is none. */
  @Nullable ChangeSet pollSaved() {
    return saved.poll();
  }

  /** Why it has given up; null while it has not. */
  synchronized @Nullable Throwable failure() {
    return failure;
  }

  /** Writes what is left, and the last changes if there are any, then ends. */
  void close(@Nullable ChangeSet unsaved) {
    synchronized (this) {
      last = unsaved;
    }
    end(false);
  }

  /** Ends without writing what is left: the partition has another owner. */
  void abandon() {
    end(true);
  }

  private void end(boolean withoutWriting) {
    synchronized (this) {
      closed = true;
      abandoned |= withoutWriting;
      notifyAll();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (ChangeSet next = next(); next != null; next = next()) {
        next.awaitPublished();
        store(next);
        log.acknowledge(next.position());
        saved.add(next);
        synchronized (this) {
          writing = null;
          notifyAll();
        }
      }
    } catch (Throwable e) { // whatever it is, the partition's thread must hear of it
      synchronized (this) {
        failure = e;
        notifyAll();
      }
    }
  }

  private synchronized @Nullable ChangeSet next() throws InterruptedException {
    while (waiting == null && !closed) {
      wait();
    }
    if (abandoned) {
      return null;
    }
    if (waiting == null) {
      waiting = last;
      last = null;
    }
    writing = waiting;
    waiting = null;
    return writing;
  }

  private void store(ChangeSet changes) throws InterruptedException {
    var checkpoint = changes.toCheckpoint();
    while (true) {
      try {
        store.checkpoint(partition, epoch, checkpoint);
        return;
      } catch (StaleEpochException e) {
        throw e;
      } catch (StoreException e) {
        LOG.warn(
            "INF-1002 partition {} cannot be checkpointed and will try again: {}. Nothing is lost;"
                + " new work waits when too much is unsaved.",
            partition,
            e.getMessage());
        synchronized (this) {
          if (closed) {
            throw e;
          }
          wait(RETRY_MILLIS);
        }
      }
    }
  }

  /** All change sets that are not in the store, and the current one; the oldest first. */
  synchronized List<ChangeSet> unsavedAnd(ChangeSet current) {
    return Stream.of(writing, waiting, current).filter(Objects::nonNull).toList();
  }
}
