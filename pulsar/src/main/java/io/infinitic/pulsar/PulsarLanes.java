package io.infinitic.pulsar;

import static io.infinitic.transport.Priority.NORMAL;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic for each priority, taken from in their order. While all are empty, this waits for the
 * usual one and looks at the others from time to time: those tasks may be late by that much, and
 * the usual ones are not.
 */
final class PulsarLanes<T extends SpecificRecord> implements Subscription<T> {

  private static final long LOOK_MILLIS = 10;

  /** In the order of their priority. */
  private final Map<Priority, Subscription<T>> lanes;

  PulsarLanes(Map<Priority, Subscription<T>> lanes) {
    this.lanes = lanes;
  }

  @Override
  public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
    long deadline = System.nanoTime() + maxMillis * 1_000_000;
    Subscription<T> usual = Objects.requireNonNull(lanes.get(NORMAL));
    while (true) {
      for (Subscription<T> lane : lanes.values()) {
        Delivery<T> delivery = lane.receive(0);
        if (delivery != null) {
          return delivery;
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      Delivery<T> delivery = usual.receive(Math.min(left, LOOK_MILLIS));
      if (delivery != null) {
        return delivery;
      }
    }
  }

  @Override
  public void close() {
    lanes.values().forEach(Subscription::close);
  }
}
