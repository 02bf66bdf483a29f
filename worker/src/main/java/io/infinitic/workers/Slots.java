package io.infinitic.workers;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many messages of a subscription are worked on at a time. */
public final class Slots {

  private final Free free;
  private final int total;
  private volatile boolean isOffered;

  /** So many. */
  public Slots(int total) {
    this.total = total;
    free = new Free(total);
  }

  /** How many there are. */
  public int total() {
    return total;
  }

  /** How many are taken by messages. */
  int busy() {
    int offered = isOffered ? 1 : 0;
    return Math.max(0, total - free.availablePermits() - offered);
  }

  /** Waits for a free one, and offers it to the next message. Called by one thread at a time. */
  void offer() throws InterruptedException {
    free.acquire();
    isOffered = true;
  }

  /** The message has come. */
  void fill() {
    isOffered = false;
  }

  /** No message has come. */
  void withdraw() {
    isOffered = false;
    release();
  }

  /**
   * Keeps the slot of a message that is being handled, for work that goes on when {@link
   * Consumption.Handler#handle} has returned.
   */
  public void keep() {
    free.reducePermits(1);
  }

  /** Gives back one that was filled or kept. */
  public void release() {
    free.release();
  }

  /** Waits until all are free, and takes them. False if some are still taken after that long. */
  boolean takeAll(long maxMillis) throws InterruptedException {
    return free.tryAcquire(total, maxMillis, TimeUnit.MILLISECONDS);
  }

  /** A semaphore whose permits can be taken without waiting: there may be less than none. */
  private static final class Free extends Semaphore {
    private static final long serialVersionUID = 1;

    Free(int permits) {
      super(permits);
    }

    @Override
    protected void reducePermits(int reduction) { // opens it to this file
      super.reducePermits(reduction);
    }
  }
}
