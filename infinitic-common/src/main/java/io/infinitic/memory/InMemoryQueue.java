package io.infinitic.memory;

import io.infinitic.transport.Delivery;
import io.infinitic.transport.Subscription;
import io.infinitic.wire.WireCodec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One worker topic: every message goes to one of the subscribers, and back if that one closes
 * without acknowledging.
 */
final class InMemoryQueue {

  private static final class Message {
    final byte[] bytes;
    boolean delivered;

    Message(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final String topic;
  private final Deque<Message> waiting = new ArrayDeque<>();

  InMemoryQueue(String topic) {
    this.topic = topic;
  }

  synchronized void put(byte[] bytes) {
    waiting.addLast(new Message(bytes));
    notify();
  }

  <T extends SpecificRecord> Subscription<T> subscribe(Class<T> type) {
    return new Share<>(type);
  }

  private synchronized void putBack(Message message) {
    waiting.addFirst(message);
    notify();
  }

  private final class Share<T extends SpecificRecord> implements Subscription<T> {
    private final Class<T> type;
    private final Set<Message> unacknowledged = new LinkedHashSet<>();

    Share(Class<T> type) {
      this.type = type;
    }

    @Override
    public @Nullable Delivery<T> receive(long maxMillis) throws InterruptedException {
      synchronized (InMemoryQueue.this) {
        if (waiting.isEmpty()) {
          InMemoryQueue.this.wait(maxMillis);
        }
        Message message = waiting.pollFirst();
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
