package io.infinitic.host;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Outbound;
import io.infinitic.engine.RowKind;
import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.MessageKept;
import io.infinitic.schemas.TimerDue;
import io.infinitic.schemas.TimerState;
import io.infinitic.store.StateStore;
import io.infinitic.store.StateStore.DueTimer;
import io.infinitic.store.StateStore.Lease;
import io.infinitic.store.StoreException;
import io.infinitic.transport.DeadLetters;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import io.infinitic.transport.PositionAheadException;
import io.infinitic.transport.Transport;
import io.infinitic.wire.MessageValidator;
import io.infinitic.wire.Sizes;
import io.infinitic.wire.UndecodableMessageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ownership of one partition, from taking it to losing it. Everything in memory belongs to this
 * ownership and goes with it.
 */
final class PartitionOwner {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwner.class);
  private static final int BATCH = 1_000;
  private static final int MOST_HELD_BACK = 100_000;
  private static final long MOST_HELD_BACK_BYTES = 32 << 20;
  private static final long LEAST_UNSAVED_BYTES = 4 << 20;
  private static final long IDLE_MILLIS = 500;
  private static final long UNSAVED_MILLIS = 50;
  private static final long RECOVERY_STALL_NANOS = 10_000_000_000L;

  private final Transport transport;
  private final StateStore store;
  private final EngineLog log;
  private final HostClock hostClock;
  private final Engines engines;
  private final int partition;
  private final long term;
  private final Outbox outbox;
  private final Checkpointer checkpointer;
  private final TimerIndex timers;
  private final PartitionRows rows;
  private final LogClock clock;
  private final Position recoverThrough;
  private final long mostUnsavedBytes;
  private final List<Outbound> outbound = new ArrayList<>();
  private Position position;

  /** Up to where changes were given to be stored. */
  private Position taken;

  private boolean recovering;

  /** About what the outputs take that a recovery holds back. */
  private long heldBackBytes;

  /** Whether all that was folded is published. Else what has changed must not be stored. */
  private boolean isSettled;

  private long progressNanos = System.nanoTime();

  PartitionOwner(
      Transport transport,
      StateStore store,
      EngineLog log,
      HostClock hostClock,
      Engines engines,
      Readers readers,
      int partition,
      long cacheBytes,
      Duration checkpointInterval,
      boolean adopt) {
    this.transport = transport;
    this.store = store;
    this.log = log;
    this.hostClock = hostClock.ofPartition();
    this.engines = engines;
    this.partition = partition;
    term =
        log.term(); // before the epoch: a term that ends in between must not be taken for this one
    Lease lease = store.open(partition);
    position = resume(lease.position(), adopt);
    taken = position;
    clock = new LogClock(this.hostClock, partition, lease.nowMillis());
    recoverThrough = log.last();
    recovering = recoverThrough.compareTo(position) > 0;
    timers = new TimerIndex(store, partition);
    rows =
        new PartitionRows(
            store, partition, timers, cacheBytes, new ChangeSet(position, clock.now()));
    mostUnsavedBytes = Math.max(LEAST_UNSAVED_BYTES, cacheBytes);
    outbox = new Outbox(transport, rows, readers, "engine-" + partition);
    checkpointer = new Checkpointer(store, log, partition, lease.epoch(), checkpointInterval);
    LOG.info("partition {} is owned, epoch {}, from {} on", partition, lease.epoch(), position);
  }

  /** Where the log goes on: after what is stored, or at its start for a store that is adopted. */
  private Position resume(Position stored, boolean adopt) {
    try {
      log.resumeAfter(stored);
      return stored;
    } catch (PositionAheadException e) {
      if (!adopt) {
        throw e;
      }
      LOG.warn(
          "INF-1013 partition {} is adopted: {}, and is read from its start",
          partition,
          e.getMessage());
      log.resumeAfter(Position.START);
      return Position.START;
    }
  }

  /** Works until told to stop, or until the partition is lost. */
  void run(BooleanSupplier stop) throws InterruptedException {
    try {
      while (!stop.getAsBoolean() && isOwner() && checkpointer.failure() == null) {
        step();
      }
    } finally {
      Throwable failure = checkpointer.failure();
      if (failure != null) {
        LOG.warn("partition {} is given up: {}", partition, failure.toString());
      }
      if (isOwner() && failure == null) {
        checkpointer.close(isSettled && hasUnsaved() ? rows.changes() : null);
      } else {
        checkpointer.abandon();
      }
    }
  }

  private boolean isOwner() {
    return term != 0 && log.term() == term;
  }

  private void step() throws InterruptedException {
    isSettled = false;
    outbox.requireNoFailure();
    for (ChangeSet saved = checkpointer.pollSaved();
        saved != null;
        saved = checkpointer.pollSaved()) {
      rows.stored(saved);
    }
    long idle = hasUnsaved() ? UNSAVED_MILLIS : IDLE_MILLIS;
    long until = Math.min(hostClock.millis() + idle, recovering ? Long.MAX_VALUE : timers.next());
    List<LogEntry> entries = log.receive(BATCH, hostClock.own(until));
    for (LogEntry entry : entries) {
      if (entry.position().compareTo(position) > 0) {
        fold(entry);
      }
    }
    if (recovering && !recovered(entries)) {
      return;
    }
    recovering = false;
    if (entries.isEmpty()) {
      clock.sawTheEnd();
    }
    outbox.publish(outbound);
    outbound.clear();
    fireTimers();
    transport.flush();
    rows.changes().reached(position, clock.now());
    isSettled = true;
    if (hasUnsaved() && checkpointer.takes(rows.changes().isTooMuch(mostUnsavedBytes))) {
      taken = position;
      checkpointer.submit(rows.take(new ChangeSet(position, clock.now())));
    }
  }

  private boolean hasUnsaved() {
    return taken.compareTo(position) < 0 || !rows.changes().isEmpty();
  }

  /**
   * After a takeover, what the log held then is folded before anything is published: it may hold
   * the results of what would be dispatched.
   */
  private boolean recovered(List<LogEntry> entries) {
    if (!entries.isEmpty()) {
      progressNanos = System.nanoTime();
    }
    boolean noMoreComes = System.nanoTime() - progressNanos > RECOVERY_STALL_NANOS;
    return noMoreComes
        || position.compareTo(recoverThrough) >= 0
        || outbound.size() > MOST_HELD_BACK
        || heldBackBytes > MOST_HELD_BACK_BYTES
        || rows.changes().isTooMuch(mostUnsavedBytes);
  }

  private void fold(LogEntry entry) {
    clock.reach(entry.sent());
    int outboundBefore = outbound.size();
    rows.begin();
    try {
      EngineMessage message = entry.message();
      Engines.requireHere(message, partition, transport.partitions());
      if (message.body() instanceof TimerDue due && !clock.reachDue(due.dueMillis())) {
        setAgain(due); // by an owner whose clock was ahead
      } else {
        engines.fold(new Fold(rows, clock.now(), this::take), message);
      }
      rows.commit();
    } catch (StoreException e) {
      rows.rollback();
      throw e; // not the message's fault: the partition is taken again from its checkpoint
    } catch (RuntimeException | StackOverflowError e) {
      rows.rollback();
      outbound.subList(outboundBefore, outbound.size()).clear();
      LOG.debug("message {} of partition {} failed", entry.position(), partition, e);
      outbox.deadLetter(
          new DeadLetter(
              "engine-" + partition,
              entry.position().toString(),
              entry.key(),
              DeadLetters.bounded(e.toString()),
              clock.now(),
              ByteBuffer.wrap(entry.bytes())));
      tellKept(entry, e);
    }
    position = entry.position();
  }

  /** A timer that is not due yet, and is still wanted, will be. */
  private void setAgain(TimerDue due) {
    TimerState timer = rows.get(due.runId(), RowKind.TIMER, due.timerId());
    if (timer != null && timer.dueMillis() == due.dueMillis()) {
      timers.added(new DueTimer(due.dueMillis(), due.runId(), due.timerId()));
    }
  }

  /** The run that the message was for has an incident. */
  private void tellKept(LogEntry entry, Throwable reason) {
    String key = entry.key();
    if (key != null && MessageValidator.isWorkflowId(key) && !isAboutKept(entry)) {
      outbound.add(
          new Outbound.ToEngine(
              key,
              new EngineMessage(
                  new MessageKept(
                      key,
                      "engine-" + partition,
                      entry.position().toString(),
                      DeadLetters.bounded(reason.toString())))));
    }
  }

  private static boolean isAboutKept(LogEntry entry) {
    try {
      return entry.message().body() instanceof MessageKept;
    } catch (UndecodableMessageException e) {
      return false;
    }
  }

  private void take(Outbound out) {
    if (out instanceof Outbound.Append append) {
      rows.append(append.runId(), append.event());
    } else {
      outbound.add(out);
      heldBackBytes += recovering ? size(out) : 0;
    }
  }

  /** A dispatch is made from rows. */
  private static int size(Outbound out) {
    if (out instanceof Outbound.Answer answer) {
      return Sizes.about((SpecificRecord) answer.reply().body());
    }
    return out instanceof Outbound.ToEngine to
        ? Sizes.about((SpecificRecord) to.message().body())
        : 0;
  }

  private void fireTimers() {
    List<DueTimer> due =
        timers.due(hostClock.millis(), BATCH, checkpointer.unsavedAnd(rows.changes()));
    for (DueTimer timer : due) {
      String workflowId = workflowOf(timer);
      if (workflowId != null) {
        outbox.send(
            new Outbound.ToEngine(
                workflowId,
                new EngineMessage(
                    new TimerDue(workflowId, timer.owner(), timer.id(), timer.dueMillis()))));
      }
    }
  }

  /** Null if nobody waits for it: its run is gone, or damaged. */
  private @Nullable String workflowOf(DueTimer timer) {
    try {
      var run = rows.get(timer.owner(), RowKind.RUN, "");
      return run == null ? null : run.workflowId();
    } catch (UnreadableStateException e) {
      LOG.debug("timer {} of partition {} does not fire", timer, partition, e);
      return null;
    }
  }
}
