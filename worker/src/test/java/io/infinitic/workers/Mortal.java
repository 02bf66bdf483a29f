package io.infinitic.workers;

import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogEntry;
import io.infinitic.transport.Position;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * The connections of an engine host that dies before its n-th contact with the outside: from then
 * on nothing it does has an effect, as if its process had been killed between two lines.
 */
final class Mortal {

  /** Thrown to a host that is dead. */
  static final class Dead extends RuntimeException {
    Dead() {
      super("this host is dead", null, false, false);
    }
  }

  private final AtomicInteger contactsLeft;

  Mortal(int contacts) {
    contactsLeft = new AtomicInteger(contacts);
  }

  boolean isDead() {
    return contactsLeft.get() <= 0;
  }

  private void contact() {
    if (contactsLeft.updateAndGet(left -> Math.max(0, left - 1)) == 0) {
      throw new Dead();
    }
  }

  Transport transport(Transport real) {
    return new MortalTransport(real);
  }

  StateStore store(StateStore real) {
    return new MortalStore(real);
  }

  private final class MortalTransport implements Transport {
    private final Transport real;

    MortalTransport(Transport real) {
      this.real = real;
    }

    @Override
    public int partitions() {
      return real.partitions();
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      contact();
      return real.send(to, message);
    }

    @Override
    public void flush() {
      real.flush();
    }

    @Override
    public EngineLog engineLog(int partition, String host) {
      return new MortalLog(real.engineLog(partition, host));
    }

    @Override
    public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Subscription<ExecuteWorkflowTask> workflowTasks(
        String workflow, String worker, int prefetch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Listening listen(String address, Consumer<Reply> listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private final class MortalLog implements EngineLog {
    private final EngineLog real;

    MortalLog(EngineLog real) {
      this.real = real;
    }

    @Override
    public long term() {
      return isDead() ? 0 : real.term();
    }

    @Override
    public boolean awaitOwnership(long maxMillis) throws InterruptedException {
      if (isDead()) {
        LockSupport.parkNanos(1_000_000);
        return false;
      }
      return real.awaitOwnership(maxMillis);
    }

    @Override
    public void resumeAfter(Position stored) {
      contact();
      real.resumeAfter(stored);
    }

    @Override
    public Position last() {
      return real.last();
    }

    @Override
    public List<LogEntry> receive(int max, long untilMillis) throws InterruptedException {
      List<LogEntry> entries = real.receive(max, untilMillis);
      if (!entries.isEmpty()) {
        contact();
      }
      return entries;
    }

    @Override
    public void acknowledge(Position through) {
      contact();
      real.acknowledge(through);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  private final class MortalStore implements StateStore {
    private final StateStore real;

    MortalStore(StateStore real) {
      this.real = real;
    }

    @Override
    public Lease open(int partition) {
      contact();
      return real.open(partition);
    }

    @Override
    public List<Row> load(int partition, String owner) {
      return real.load(partition, owner);
    }

    @Override
    public List<HistoryEvent> history(int partition, String runId, long fromEvent, int limit) {
      return real.history(partition, runId, fromEvent, limit);
    }

    @Override
    public List<RunSummary> runs(
        int partition, RunQuery query, long beforeMillis, String beforeRunId, int limit) {
      return real.runs(partition, query, beforeMillis, beforeRunId, limit);
    }

    @Override
    public List<DueTimer> timers(int partition, long afterMillis, long throughMillis, int limit) {
      return real.timers(partition, afterMillis, throughMillis, limit);
    }

    @Override
    public void checkpoint(int partition, long epoch, Checkpoint checkpoint) {
      contact();
      real.checkpoint(partition, epoch, checkpoint);
      contact();
    }

    @Override
    public void close() {}
  }
}
