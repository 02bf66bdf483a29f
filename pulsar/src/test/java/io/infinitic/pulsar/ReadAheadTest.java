package io.infinitic.pulsar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How much waits in memory, and that nothing stands still, beside a broker that is always fast. */
class ReadAheadTest {

  private static final int SMALL = 300;
  private static final int MEDIUM = 100_000;
  private static final int LARGE = 2_000_000;

  /** Permits are given, and changes noticed, some messages at a time. */
  private static final int STEP = ReadAhead.LEAST / 2;

  private static final int BATCH = 500;

  /** What happens, in any order that {@link Partition#can} allows. */
  private enum Event {
    SMALL_ONES,
    LARGE_ONES,
    RECEIVE,
    SAID_TO_END,
    ENDED,
    CONNECTED,
    TIME_PASSES
  }

  private final Partition partition = new Partition();

  @Test
  void asManyAsFit() {
    for (int size : new int[] {SMALL, MEDIUM, LARGE}) {
      partition.write(2_000, size);
      partition.receiveAll(); // now it knows how large they are
      partition.mostBytes = 0;
      partition.write(2_000, size);
      partition.receiveAll();
      long fitting = Math.max(ReadAhead.LEAST, Math.min(ReadAhead.MOST, ReadAhead.BYTES / size));
      assertThat(partition.mostBytes)
          .as("of messages of %d bytes", size)
          .isBetween((fitting - STEP) * size, (fitting + STEP) * size);
    }
  }

  @Test
  void beginsWithAFew() {
    partition.write(2_000, LARGE);
    partition.receiveAll();
    assertThat(partition.mostBytes).isLessThanOrEqualTo((long) ReadAhead.LEAST * LARGE);
  }

  @Test
  void largeOnesBehindSmallOnesAreNoticedWhenTheyCome() {
    partition.write(5_000, SMALL);
    partition.write(2_000, LARGE);
    partition.receiveAll();
    assertThat(partition.mostBytes).isLessThan(ReadAhead.BYTES + (long) ReadAhead.LEAST * LARGE);
  }

  @Test
  void burstOfLargeOnesWhereNothingWaitedIsBoundedByTheirNumber() {
    partition.write(2_000, SMALL);
    partition.receiveAll();
    partition.write(3_000, LARGE);
    assertThat(partition.mostBytes).isLessThanOrEqualTo((long) ReadAhead.MOST * LARGE);
    while (partition.waiting.size() > ReadAhead.LEAST) {
      partition.receive();
    }
    partition.mostBytes = 0;
    partition.receiveAll();
    assertThat(partition.mostBytes).as("once").isLessThanOrEqualTo(ReadAhead.LEAST * (long) LARGE);
  }

  /** While its end is known, it still looks alive. */
  @Test
  void nothingIsAskedOfAConnectionThatEnds() {
    partition.after(
        List.of(
            Event.SMALL_ONES,
            Event.RECEIVE,
            Event.SAID_TO_END,
            Event.RECEIVE,
            Event.ENDED,
            Event.CONNECTED,
            Event.RECEIVE,
            Event.LARGE_ONES,
            Event.RECEIVE,
            Event.TIME_PASSES,
            Event.RECEIVE));
    assertThat(partition.window()).isEqualTo(ReadAhead.LEAST);
  }

  @Test
  void goesOnAfterEveryOrderOfEvents() {
    List<List<Event>> orders = new ArrayList<>();
    collect(List.of(), 7, orders);
    for (List<Event> order : orders) {
      Partition after = new Partition().after(order);
      for (Event event : List.of(Event.ENDED, Event.CONNECTED, Event.RECEIVE, Event.TIME_PASSES)) {
        if (after.can(event)) {
          after.happens(event);
        }
      }
      after.write(600, SMALL);
      after.receiveAll();
      assertThat(after.window())
          .as("%s, then small ones", order)
          .isBetween(ReadAhead.MOST - STEP, ReadAhead.MOST);
      after.write(600, LARGE);
      after.receiveAll();
      assertThat(after.window()).as("%s, then large ones", order).isEqualTo(ReadAhead.LEAST);
    }
  }

  private static void collect(List<Event> order, int more, List<List<Event>> orders) {
    if (more == 0) {
      orders.add(order);
      return;
    }
    Partition after = new Partition().after(order);
    for (Event event : Event.values()) {
      boolean isRepeated = !order.isEmpty() && order.get(order.size() - 1) == event;
      if (after.can(event) && !isRepeated) {
        List<Event> longer = new ArrayList<>(order);
        longer.add(event);
        collect(longer, more - 1, orders);
      }
    }
  }

  /** A log, and a consumer that keeps account as Pulsar's does. */
  private static final class Partition implements ReadAhead.Receiver {
    private final Deque<Integer> log = new ArrayDeque<>();
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private int leave = ReadAhead.LEAST;
    private int available;
    private long bytes;
    private long mostBytes;
    private long disconnected;
    private boolean isConnected = true;
    private boolean isEnding;
    private long nanos;
    private final ReadAhead ahead = new ReadAhead(this, this, () -> nanos);

    Partition after(List<Event> events) {
      events.forEach(this::happens);
      return this;
    }

    boolean can(Event event) {
      return switch (event) {
        case SAID_TO_END -> isConnected && !isEnding;
        case ENDED -> isEnding;
        case CONNECTED -> !isConnected;
        case TIME_PASSES -> !isEnding;
        default -> true;
      };
    }

    void happens(Event event) {
      switch (event) {
        case SMALL_ONES -> write(120, SMALL);
        case LARGE_ONES -> write(120, LARGE);
        case RECEIVE -> receive();
        case SAID_TO_END -> {
          disconnected++;
          isEnding = true;
        }
        case ENDED -> {
          isEnding = false;
          isConnected = false;
        }
        case CONNECTED -> connect();
        case TIME_PASSES -> nanos += TimeUnit.SECONDS.toNanos(2);
      }
    }

    private void connect() {
      while (!waiting.isEmpty()) { // they come again
        log.addFirst(waiting.removeLast());
      }
      bytes = 0;
      available = 0;
      leave = ReadAhead.LEAST;
      isConnected = true;
      deliver();
    }

    void write(int messages, int size) {
      for (int i = 0; i < messages; i++) {
        log.add(size);
      }
      deliver();
    }

    private void deliver() {
      while (isConnected && !isEnding && leave > 0 && !log.isEmpty()) {
        leave--;
        waiting.add(log.peek());
        bytes += log.remove();
        mostBytes = Math.max(mostBytes, bytes);
      }
    }

    void receiveAll() {
      while (!waiting.isEmpty()) {
        receive();
      }
      assertThat(log).isEmpty();
    }

    void receive() {
      for (int i = 0; i < BATCH && !waiting.isEmpty(); i++) {
        int size = waiting.remove();
        bytes -= size;
        ask(1);
        ahead.received(size);
      }
      ahead.adapt();
    }

    /** How many may come, or have, before more have to be asked for. */
    int window() {
      return leave + available + waiting.size();
    }

    /** What is asked of a connection that ends gets lost. */
    private void ask(int more) {
      available += more;
      if (available >= STEP) {
        leave += isEnding ? 0 : available;
        available = 0;
        deliver();
      }
    }

    @Override
    public boolean isConnected() {
      return isConnected;
    }

    @Override
    public long lastDisconnected() {
      return disconnected;
    }

    @Override
    public int waiting() {
      return waiting.size();
    }

    @Override
    public long waitingBytes() {
      return bytes;
    }

    @Override
    public void permit(int more) {
      assertThat(Thread.holdsLock(this)).isTrue();
      ask(more);
    }
  }
}
