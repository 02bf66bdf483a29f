package io.infinitic.workers;

/** How fast messages are taken. Used by one thread at a time. */
public interface Pace {

  /** As fast as slots are free. */
  Pace FREE = new Pace() {};

  /** Waits until another message may be taken. False if that did not come within the time. */
  default boolean mayTake(long maxMillis) throws InterruptedException {
    return true;
  }

  /** A message was taken: waits until work on it may begin. False if it did not within the time. */
  default boolean mayStart(long maxMillis) throws InterruptedException {
    return true;
  }
}
