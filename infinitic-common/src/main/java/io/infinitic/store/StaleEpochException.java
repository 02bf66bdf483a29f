package io.infinitic.store;

/** The partition belongs to a later owner. */
public final class StaleEpochException extends StoreException {

  public StaleEpochException(int partition, long epoch, long current) {
    super(
        "partition "
            + partition
            + " was taken over: its epoch is "
            + current
            + ", not "
            + epoch
            + "; nothing was written",
        null);
  }
}
