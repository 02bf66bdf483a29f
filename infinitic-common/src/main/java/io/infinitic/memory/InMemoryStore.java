package io.infinitic.memory;

import io.infinitic.engine.Ids;
import io.infinitic.engine.RowKey;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.RunQuery;
import io.infinitic.schemas.RunSummary;
import io.infinitic.store.Checkpoint;
import io.infinitic.store.RunLists;
import io.infinitic.store.StaleEpochException;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Position;
import io.infinitic.wire.StoredCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** A state store in memory, for tests: it keeps the same bytes as a durable one. */
public final class InMemoryStore implements StateStore {

  private static final class Partition {
    long epoch;
    Position position = Position.START;
    long now;
    final Map<String, Map<RowKey, byte[]>> rows = new HashMap<>();
    final Map<String, TreeMap<Long, byte[]>> history = new HashMap<>();
    final Map<String, RunSummary> runs = new HashMap<>();
    final Map<RowKey, DueTimer> dueByKey = new HashMap<>();
    final TreeSet<DueTimer> timers = new TreeSet<>();
  }

  private final String id = UUID.randomUUID().toString();
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private String log = "";

  @Override
  public String id() {
    return id;
  }

  @Override
  public synchronized String log() {
    return log;
  }

  @Override
  public synchronized boolean isEmpty() {
    return partitions.values().stream().allMatch(p -> p.position.equals(Position.START));
  }

  @Override
  public synchronized void follow(String newLog, boolean fromItsStart) {
    log = newLog;
    if (fromItsStart) {
      partitions.values().forEach(p -> p.position = Position.START);
    }
  }

  @Override
  public synchronized Lease open(int partition) {
    Partition p = partition(partition);
    p.epoch++;
    return new Lease(p.epoch, p.position, p.now);
  }

  @Override
  public synchronized List<Row> load(int partition, String owner) {
    return partition(partition).rows.getOrDefault(owner, Map.of()).entrySet().stream()
        .map(row -> new Row(row.getKey(), row.getValue()))
        .sorted(Comparator.comparing(row -> row.key().id()))
        .toList();
  }

  @Override
  public synchronized List<HistoryEvent> history(
      int partition, String runId, long fromEvent, int limit) {
    return partition(partition)
        .history
        .getOrDefault(runId, new TreeMap<>())
        .tailMap(fromEvent)
        .values()
        .stream()
        .limit(limit)
        .map(bytes -> StoredCodec.decode(HistoryEvent.class, bytes))
        .toList();
  }

  @Override
  public synchronized List<DueTimer> timers(
      int partition, long afterMillis, long throughMillis, int limit) {
    return due(partition, afterMillis, throughMillis)
        .filter(timer -> !timer.id().equals(Ids.RETENTION))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<DueTimer> retentions(
      int partition, long afterMillis, long throughMillis, int limit) {
    return due(partition, afterMillis, throughMillis)
        .filter(timer -> timer.id().equals(Ids.RETENTION))
        .limit(limit)
        .toList();
  }

  private Stream<DueTimer> due(int partition, long afterMillis, long throughMillis) {
    return partition(partition).timers.stream()
        .filter(t -> t.dueMillis() > afterMillis && t.dueMillis() <= throughMillis);
  }

  @Override
  public synchronized List<RunSummary> runs(
      int partition, RunQuery query, long beforeMillis, String beforeRunId, int limit) {
    return partition(partition).runs.values().stream()
        .filter(run -> RunLists.matches(run, query, beforeMillis, beforeRunId))
        .sorted(RunLists.ORDER)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized void checkpoint(int partition, long epoch, Checkpoint checkpoint) {
    Partition p = partition(partition);
    if (p.epoch != epoch) {
      throw new StaleEpochException(partition, epoch, p.epoch);
    }
    for (String owner : checkpoint.forgotten()) {
      new ArrayList<>(p.rows.getOrDefault(owner, Map.of()).keySet()).forEach(key -> remove(p, key));
      p.history.remove(owner);
      p.runs.remove(owner);
    }
    for (Checkpoint.RowChange change : checkpoint.rows()) {
      remove(p, change.key());
      byte[] bytes = change.bytes();
      if (bytes != null) {
        p.rows.computeIfAbsent(change.key().owner(), o -> new HashMap<>()).put(change.key(), bytes);
        if (change.dueMillis() > 0) {
          DueTimer due = new DueTimer(change.dueMillis(), change.key().owner(), change.key().id());
          p.dueByKey.put(change.key(), due);
          p.timers.add(due);
        }
      }
    }
    checkpoint.runs().forEach(run -> p.runs.put(run.runId(), run));
    for (Checkpoint.StoredEvent event : checkpoint.events()) {
      p.history.computeIfAbsent(event.runId(), r -> new TreeMap<>()).put(event.id(), event.bytes());
    }
    p.position = checkpoint.position();
    p.now = checkpoint.nowMillis();
  }

  @Override
  public void close() {}

  private Partition partition(int partition) {
    return partitions.computeIfAbsent(partition, p -> new Partition());
  }

  private static void remove(Partition p, RowKey key) {
    Map<RowKey, byte[]> rows = p.rows.get(key.owner());
    if (rows != null && rows.remove(key) != null && rows.isEmpty()) {
      p.rows.remove(key.owner());
    }
    DueTimer due = p.dueByKey.remove(key);
    if (due != null) {
      p.timers.remove(due);
    }
  }
}
