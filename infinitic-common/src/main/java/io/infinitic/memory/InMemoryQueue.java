package io.infinitic.memory;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import io.infinitic.wire.WireCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One worker topic: every message goes to one of the subscribers, and back if that one closes
 * without acknowledging.
 */
final class InMemoryQueue {

  private static final class Message {
    final @Nullable String key;
    final byte[] bytes;
    final Priority priority;
    boolean delivered;

    Message(@Nullable String key, byte[] bytes, Priority priority) {
      this.key = key;
      this.bytes = bytes;
      this.priority = priority;
    }
  }

  private final String topic;
  private final Set<Share<?>> shares = new HashSet<>();
  private final Map<Priority, Deque<Message>> waiting = new EnumMap<>(Priority.class);

  InMemoryQueue(String topic) {
    this.topic = topic;
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new ArrayDeque<>());
    }
  }

  synchronized void put(@Nullable String key, byte[] bytes, Priority priority) {
    waiting(priority).addLast(new Message(key, bytes, priority));
    notify();
  }

  private Deque<Message> waiting(Priority priority) {
    return Objects.requireNonNull(waiting.get(priority));
  }

  /** The first of the highest priority; null if none waits. */
  private @Nullable Message poll() {
    for (Deque<Message> lane : waiting.values()) {
      Message first = lane.pollFirst();
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  synchronized <T extends SpecificRecord> Subscription<T> subscribe(String worker, Class<T> type) {
    Share<T> share = new Share<>(worker, type);
    shares.add(share);
    return share;
  }

  /** Names of those who have subscribed. */
  synchronized Set<String> receivers() {
    return shares.stream().map(share -> share.worker).collect(Collectors.toSet());
  }

  private synchronized void putBack(Message message) {
    waiting(message.priority).addFirst(message);
    notify();
  }

  private final class Share<T extends SpecificRecord> implements Subscription<T> {
    private final String worker;
    private final Class<T> type;
    private final Set<Message> unacknowledged = new LinkedHashSet<>();

    Share(String worker, Class<T> type) {
      this.worker = worker;
      this.type = type;
    }

    @Override
    public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
      synchronized (InMemoryQueue.this) {
        Message message = poll();
        if (message == null && maxMillis > 0) {
          InMemoryQueue.this.wait(maxMillis);
          message = poll();
        }
        if (message == null) {
          return null;
        }
        unacknowledged.add(message);
        boolean again = message.delivered;
        message.delivered = true;
        return new Handed(message, again);
      }
    }

    @Override
    public void close() {
      synchronized (InMemoryQueue.this) {
        unacknowledged.forEach(InMemoryQueue.this::putBack);
        unacknowledged.clear();
        shares.remove(this);
      }
    }

    private final class Handed implements Delivery<T> {
      private final Message message;
      private final boolean again;

      Handed(Message message, boolean again) {
        this.message = message;
        this.again = again;
      }

      @Override
      public T message() {
        return WireCodec.decode(type, message.bytes, null);
      }

      @Override
      public byte[] bytes() {
        return message.bytes;
      }

      @Override
      public @Nullable String key() {
        return message.key;
      }

      @Override
      public String origin() {
        return topic;
      }

      @Override
      public boolean mayBeRepeated() {
        return again;
      }

      @Override
      public void acknowledge() {
        synchronized (InMemoryQueue.this) {
          unacknowledged.remove(message);
        }
      }

      @Override
      public void giveBack() {
        synchronized (InMemoryQueue.this) {
          if (unacknowledged.remove(message)) {
            putBack(message);
          }
        }
      }
    }
  }
}
