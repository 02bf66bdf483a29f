package io.infinitic.workers;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Lets messages to the engine arrive late; those of one lane stay in order. */
final class DelayingTransport extends ForwardingTransport {

  /**
   * How a message travels.
   *
   * @param name messages of the same lane do not overtake each other
   * @param millis how long this one takes at least
   */
  record Lane(String name, long millis) {}

  private record Late(Destination to, SpecificRecord message, CompletableFuture<Void> sent) {}

  private final Function<EngineMessage, @Nullable Lane> lanes;
  private final Map<String, Deque<Late>> waiting = new HashMap<>();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "late-messages");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param lanes sees every message to the engine; null lets it through at once
   */
  DelayingTransport(Transport transport, Function<EngineMessage, @Nullable Lane> lanes) {
    super(transport);
    this.lanes = lanes;
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    Lane lane =
        to instanceof Destination.Engine && message instanceof EngineMessage m
            ? lanes.apply(m)
            : null;
    if (lane == null) {
      return transport.send(to, message);
    }
    Late late = new Late(to, message, new CompletableFuture<>());
    synchronized (waiting) {
      waiting.computeIfAbsent(lane.name(), name -> new ArrayDeque<>()).add(late);
    }
    clock.schedule(() -> sendFirst(lane.name()), lane.millis(), TimeUnit.MILLISECONDS);
    return late.sent();
  }

  /** A message that is due makes room for the one that has waited longest in its lane. */
  private void sendFirst(String lane) {
    Late first;
    synchronized (waiting) {
      Deque<Late> queue = Objects.requireNonNull(waiting.get(lane));
      first = queue.remove();
      if (queue.isEmpty()) {
        waiting.remove(lane);
      }
    }
    transport.send(first.to(), first.message()).thenAccept(first.sent()::complete);
    transport.flush();
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    transport.close();
  }
}
