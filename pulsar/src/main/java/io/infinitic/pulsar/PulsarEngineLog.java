package io.infinitic.pulsar;

import io.infinitic.schemas.EngineMessage;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import io.infinitic.transport.PositionAheadException;
import io.infinitic.wire.UndecodableMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.apache.pulsar.client.admin.PulsarAdmin;
import org.apache.pulsar.client.admin.PulsarAdminException;
import org.apache.pulsar.client.api.Consumer;
import org.apache.pulsar.client.api.ConsumerEventListener;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.MessageIdAdv;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.PulsarClientException;
import org.apache.pulsar.client.api.SubscriptionInitialPosition;
import org.apache.pulsar.client.api.SubscriptionType;
import org.apache.pulsar.client.impl.MessageIdImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A partition of the engine topic, through a Failover subscription. */
final class PulsarEngineLog implements EngineLog {

  private static final Logger LOG = LoggerFactory.getLogger(PulsarEngineLog.class);

  /** Of messages that are folded before anything is published. */
  private static final long MOST_BYTES = 8 << 20;

  /** Said once in a process. */
  private static final AtomicBoolean UNSTAMPED = new AtomicBoolean();

  private final long openedAt = System.currentTimeMillis();
  private final Ownership ownership;
  private final Consumer<byte[]> consumer;
  private final ReadAhead ahead;
  private final PulsarAdmin admin;
  private final WriterSchemas schemas;
  private final Senders senders;
  private final String topic;
  private final int partition;
  private @Nullable Position soughtFor;

  private PulsarEngineLog(
      Ownership ownership,
      Consumer<byte[]> consumer,
      PulsarAdmin admin,
      WriterSchemas schemas,
      Senders senders,
      String topic,
      int partition) {
    this.ownership = ownership;
    this.consumer = consumer;
    ahead = new ReadAhead(consumer);
    this.admin = admin;
    this.schemas = schemas;
    this.senders = senders;
    this.topic = topic;
    this.partition = partition;
  }

  static PulsarEngineLog open(
      PulsarClient client,
      PulsarAdmin admin,
      WriterSchemas schemas,
      Senders senders,
      String topic,
      int partition,
      String host) {
    Ownership ownership = new Ownership();
    try {
      Consumer<byte[]> consumer =
          client
              .newConsumer()
              .topic(topic)
              .subscriptionName(Topics.ENGINE_SUBSCRIPTION)
              .subscriptionType(SubscriptionType.Failover)
              .subscriptionInitialPosition(SubscriptionInitialPosition.Earliest)
              .consumerName(host)
              .consumerEventListener(ownership)
              .receiverQueueSize(ReadAhead.LEAST)
              // Nobody of the contract sends in chunks: what comes so is but to be got rid of.
              .maxPendingChunkedMessage(1)
              .autoAckOldestChunkedMessageOnQueueFull(true)
              .enableBatchIndexAcknowledgment(true)
              .acknowledgmentGroupTime(100, TimeUnit.MILLISECONDS)
              .subscribe();
      return new PulsarEngineLog(ownership, consumer, admin, schemas, senders, topic, partition);
    } catch (PulsarClientException e) {
      throw new PulsarException("cannot subscribe to " + topic + ": " + e.getMessage(), e);
    }
  }

  @Override
  public long term() {
    return ownership.term();
  }

  @Override
  public boolean awaitOwnership(long maxMillis) throws InterruptedException {
    return ownership.await(maxMillis);
  }

  @Override
  public void resumeAfter(Position stored) {
    try {
      LogExtent log =
          LogExtent.of(admin.topics().getInternalStats(topic), Topics.ENGINE_SUBSCRIPTION);
      if (log == null) {
        return;
      }
      if (log.endsBefore(stored)) {
        throw new PositionAheadException(stored, log.last().toString());
      }
      // What an earlier term of this host has received, and not acknowledged, comes again.
      consumer.redeliverUnacknowledgedMessages();
      LogExtent.Place first = log.firstToReadAgain(stored);
      // Once for a position: the broker ends the term with it, and the next must go on.
      if (first != null && !stored.equals(soughtFor)) {
        seek(stored, first, log);
        soughtFor = stored;
      }
    } catch (PulsarAdminException | PulsarClientException e) {
      throw new PulsarException(
          "cannot compare the stored position with the cursor of " + topic + ": " + e.getMessage(),
          e);
    }
  }

  private void seek(Position stored, LogExtent.Place first, LogExtent log)
      throws PulsarClientException {
    LOG.warn(
        "INF-3002 the store of partition {} is behind its log; what follows {} is read again{}",
        partition,
        stored,
        log.mayHaveLost(stored)
            ? ", from " + first + " on: what was between may not be kept any more"
            : "");
    // From the entry on, not from within it: what is already contained is skipped by its position.
    LogExtent.Place before = log.before(first);
    consumer.seek(
        before == null
            ? MessageId.earliest
            : new MessageIdImpl(before.ledger(), before.entry(), partition));
  }

  @Override
  public Position last() {
    try {
      Position last = Position.START;
      for (var id : consumer.getLastMessageIds()) {
        Position position = position(id);
        last = position.entry() >= 0 && position.compareTo(last) > 0 ? position : last;
      }
      return last;
    } catch (PulsarClientException e) {
      LOG.debug("the broker cannot look into the last entry of {}", topic, e);
      return lastEntry();
    }
  }

  /** Where the broker cannot say how many messages the last entry has. */
  private Position lastEntry() {
    try {
      String[] last = admin.topics().getInternalStats(topic).lastConfirmedEntry.split(":");
      long entry = Long.parseLong(last[1]);
      return entry < 0 ? Position.START : new Position(Long.parseLong(last[0]), entry, 0, 1);
    } catch (PulsarAdminException e) {
      throw new PulsarException("cannot ask for the end of " + topic + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<LogEntry> receive(int max, long untilMillis) throws InterruptedException {
    try {
      long wait = Math.max(0, untilMillis - System.currentTimeMillis());
      List<LogEntry> entries = new ArrayList<>();
      long bytes = 0;
      Message<byte[]> message =
          consumer.receive((int) Math.min(wait, 60_000), TimeUnit.MILLISECONDS);
      while (message != null) {
        entries.add(entry(message));
        bytes += message.size();
        ahead.received(message.size());
        boolean isFull = entries.size() >= max || bytes >= MOST_BYTES;
        message = isFull ? null : consumer.receive(0, TimeUnit.MILLISECONDS);
      }
      ahead.adapt();
      return entries;
    } catch (PulsarClientException e) {
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      throw new PulsarException("cannot read " + topic + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void acknowledge(Position through) {
    // Whole entries only: of one that is contained in part, the rest comes again and the part is
    // skipped.
    long entry = through.endsEntry() ? through.entry() : through.entry() - 1;
    if (entry >= 0) {
      consumer.acknowledgeCumulativeAsync(new MessageIdImpl(through.ledger(), entry, partition));
    }
  }

  @Override
  public void close() {
    try {
      consumer.close();
    } catch (PulsarClientException e) {
      LOG.debug("closing the consumer of {}", topic, e);
    }
  }

  private LogEntry entry(Message<byte[]> message) {
    Schema writer = null;
    String problem = null;
    try {
      writer = schemas.of(message, EngineMessage.class);
    } catch (UndecodableMessageException e) { // it is told when the entry is read
      problem = e.getMessage();
    }
    return new LogEntry(
        position(message.getMessageId()),
        sent(message),
        message.hasKey() ? message.getKey() : null,
        WriterSchemas.bytes(message),
        writer,
        problem);
  }

  private LogEntry.Sent sent(Message<byte[]> message) {
    String producer = message.getProducerName();
    long arrived = message.getBrokerPublishTime().orElse(0L);
    if (arrived == 0
        && message.getPublishTime() > openedAt
        && UNSTAMPED.compareAndSet(false, true)) {
      LOG.warn(
          "INF-3010 the broker does not say when messages arrive, so the clocks of clients, workers"
              + " and engine hosts count. Set brokerEntryMetadataInterceptors and"
              + " exposingBrokerEntryMetadataToClientEnabled in its configuration.");
    }
    return new LogEntry.Sent(
        Senders.process(producer), senders.have(producer), message.getPublishTime(), arrived);
  }

  private static Position position(MessageId id) {
    MessageIdAdv place = (MessageIdAdv) id;
    return new Position(
        place.getLedgerId(),
        place.getEntryId(),
        Math.max(0, place.getBatchIndex()),
        Math.max(1, place.getBatchSize()));
  }

  /** What the broker says about who is the active consumer. */
  private static final class Ownership implements ConsumerEventListener {
    private boolean owner;
    private long terms;

    @Override
    public synchronized void becameActive(@Nullable Consumer<?> consumer, int partitionId) {
      owner = true;
      terms++;
      notifyAll();
    }

    @Override
    public synchronized void becameInactive(@Nullable Consumer<?> consumer, int partitionId) {
      owner = false;
    }

    synchronized long term() {
      return owner ? terms : 0;
    }

    synchronized boolean await(long maxMillis) throws InterruptedException {
      if (!owner) {
        wait(maxMillis);
      }
      return owner;
    }
  }
}
