package io.infinitic.pulsar;

import static io.infinitic.transport.Priority.HIGH;
import static io.infinitic.transport.Priority.LOW;
import static io.infinitic.transport.Priority.NORMAL;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A topic for each priority, taken from in their order. The one of low priority counts as next only
 * when the others have brought nothing for a while: what has not arrived here yet may be many.
 */
final class PulsarLanes<T extends SpecificRecord> implements Subscription<T> {

  private static final long WHILE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final PulsarSubscription<T> urgent;
  private final PulsarSubscription<T> usual;
  private final PulsarSubscription<T> background;
  private final List<PulsarSubscription<T>> all;
  private final Semaphore arrivals = new Semaphore(0);

  PulsarLanes(Map<Priority, PulsarSubscription<T>> lanes) {
    urgent = Objects.requireNonNull(lanes.get(HIGH));
    usual = Objects.requireNonNull(lanes.get(NORMAL));
    background = Objects.requireNonNull(lanes.get(LOW));
    all = List.of(urgent, usual, background);
  }

  @Override
  public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      arrivals.drainPermits(); // before looking: what arrives from here on is not missed
      Delivery<T> delivery = urgent.poll();
      if (delivery == null) {
        delivery = usual.poll();
      }
      long waited = System.nanoTime() - began;
      long left = TimeUnit.MILLISECONDS.toNanos(maxMillis) - waited;
      if (delivery == null && (waited >= WHILE_NANOS || left <= 0)) {
        delivery = background.poll();
      }
      if (delivery != null || left <= 0) {
        return delivery;
      }
      all.forEach(lane -> lane.await(arrivals::release));
      boolean isLater = waited < WHILE_NANOS && background.hasArrived();
      arrivals.tryAcquire(
          isLater ? Math.min(left, WHILE_NANOS - waited) : left, TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    all.forEach(PulsarSubscription::close);
  }
}
