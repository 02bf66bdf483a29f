package io.infinitic.pulsar;

import static io.infinitic.transport.Priority.HIGH;
import static io.infinitic.transport.Priority.LOW;
import static io.infinitic.transport.Priority.NORMAL;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic for each priority, taken from in their order. The one of low priority counts as next only
 * when the usual one has brought nothing for a while: what has not arrived here yet may be many.
 */
final class PulsarLanes<T extends SpecificRecord> implements Subscription<T> {

  private static final long WHILE_MILLIS = 10;

  private final Subscription<T> urgent;
  private final Subscription<T> usual;
  private final Subscription<T> background;

  PulsarLanes(Map<Priority, Subscription<T>> lanes) {
    urgent = Objects.requireNonNull(lanes.get(HIGH));
    usual = Objects.requireNonNull(lanes.get(NORMAL));
    background = Objects.requireNonNull(lanes.get(LOW));
  }

  @Override
  public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
    long deadline = System.nanoTime() + maxMillis * 1_000_000;
    while (true) {
      long left = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
      Delivery<T> delivery = urgent.receive(0);
      if (delivery == null) {
        delivery = usual.receive(Math.min(left, WHILE_MILLIS));
      }
      if (delivery == null) {
        delivery = background.receive(0);
      }
      if (delivery != null || left == 0) {
        return delivery;
      }
    }
  }

  @Override
  public void close() {
    urgent.close();
    usual.close();
    background.close();
  }
}
