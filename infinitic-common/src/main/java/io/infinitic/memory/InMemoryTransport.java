package io.infinitic.memory;

import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.LogIdentity;
import io.infinitic.transport.MessageTooLargeException;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.wire.Limits;
import io.infinitic.wire.UndecodableMessageException;
import io.infinitic.wire.WireCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A transport in memory, for tests: the same bytes, limits, ordering, ownership, acknowledgement
 * and redelivery as on a broker. Closing it ends what waits on it.
 */
public final class InMemoryTransport implements Transport {

  private static final String PROCESS = "this-process";
  private static final String TASKS = "task-";
  private static final String WORKFLOW_TASKS = "workflow-task-";
  private static final Logger LOG = LoggerFactory.getLogger(InMemoryTransport.class);

  private final TimeSource time;
  private final List<InMemoryLog> logs = new ArrayList<>();
  private final Map<String, InMemoryQueue> queues = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<Reply>>> listeners = new ConcurrentHashMap<>();
  private final Map<String, Consumer<WorkersAsked>> attending = new ConcurrentHashMap<>();
  private final String id = UUID.randomUUID().toString();
  private volatile String store = "";
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private final ExecutorService replies =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "infinitic-replies");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * With so many partitions of the engine's log, whose entries have the time of their sender alone.
   */
  public InMemoryTransport(int partitions, TimeSource time) {
    this(partitions, time, null);
  }

  /**
   * With so many partitions of the engine's log.
   *
   * @param time the clock of whoever sends
   * @param brokerTime a clock of the broker's own, which stamps each entry; null if there is none
   */
  public InMemoryTransport(int partitions, TimeSource time, @Nullable TimeSource brokerTime) {
    this.time = time;
    for (int i = 0; i < partitions; i++) {
      logs.add(new InMemoryLog(time, brokerTime));
    }
  }

  /**
   * The same as another process sees it, which has a clock of its own. It need not be closed.
   *
   * @param process its name as a sender
   */
  public Transport of(String process, TimeSource clock) {
    return new OtherProcess(process, clock);
  }

  @Override
  public int partitions() {
    return logs.size();
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    return send(PROCESS, time, to, message);
  }

  private CompletableFuture<Void> send(
      String process, TimeSource clock, Destination to, SpecificRecord message) {
    byte[] bytes = WireCodec.encode(message);
    if (bytes.length > Limits.MESSAGE_BYTES) {
      return CompletableFuture.failedFuture(
          new MessageTooLargeException(
              "a message of %d bytes exceeds %d bytes"
                  .formatted(bytes.length, Limits.MESSAGE_BYTES)));
    }
    if (to instanceof Destination.Engine engine) {
      String key = engine.workflowId();
      log(key).append(process, clock.millis(), key, bytes);
    } else if (to instanceof Destination.EnginePartition engine) {
      logs.get(engine.partition()).append(process, clock.millis(), null, bytes);
    } else if (to instanceof Destination.Tasks tasks) {
      queue(TASKS + tasks.service())
          .put(((ExecuteTask) message).workflowId(), bytes, tasks.priority());
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      queue(WORKFLOW_TASKS + tasks.workflow()).put(tasks.workflowId(), bytes, Priority.NORMAL);
    } else if (to instanceof Destination.Replies address) {
      appendReply(address.address(), bytes);
    } else if (to instanceof Destination.Workers) {
      ask(bytes);
    } else if (to instanceof Destination.DeadLetters) {
      deadLetters.add((DeadLetter) message);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Puts bytes into the engine's log as they are, readable or not. */
  public void append(String workflowId, byte[] bytes) {
    log(workflowId).append(PROCESS, time.millis(), workflowId, bytes);
  }

  private InMemoryLog log(String workflowId) {
    return logs.get(Partitions.of(workflowId, logs.size()));
  }

  /** Sends bytes to the task workers of a service as they are, readable or not. */
  public void appendTask(String service, String workflowId, byte[] bytes) {
    queue(TASKS + service).put(workflowId, bytes, Priority.NORMAL);
  }

  /** Sends bytes to the workers of a workflow as they are, readable or not. */
  public void appendWorkflowTask(String workflow, String workflowId, byte[] bytes) {
    queue(WORKFLOW_TASKS + workflow).put(workflowId, bytes, Priority.NORMAL);
  }

  /** Sends bytes to whoever listens at an address as they are, readable or not. */
  public void appendReply(String address, byte[] bytes) {
    if (!replies.isShutdown()) {
      replies.execute(() -> reply(address, bytes));
    }
  }

  /** What could not be read or handled so far. */
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  @Override
  public void flush() {}

  @Override
  public LogIdentity identity() {
    return new LogIdentity(id, store, logs.stream().anyMatch(InMemoryLog::wasRead));
  }

  @Override
  public void keptIn(String storeId) {
    store = storeId;
  }

  @Override
  public EngineLog engineLog(int partition, String host) {
    return logs.get(partition).join(PROCESS);
  }

  @Override
  public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
    return queue(TASKS + service).subscribe(worker, ExecuteTask.class);
  }

  @Override
  public Subscription<ExecuteWorkflowTask> workflowTasks(
      String workflow, String worker, int prefetch) {
    return queue(WORKFLOW_TASKS + workflow).subscribe(worker, ExecuteWorkflowTask.class);
  }

  @Override
  public Listening listen(String address, Consumer<Reply> listener) {
    listeners.computeIfAbsent(address, a -> new CopyOnWriteArrayList<>()).add(listener);
    return () -> listeners.getOrDefault(address, List.of()).remove(listener);
  }

  @Override
  public Listening attend(String worker, Consumer<WorkersAsked> listener) {
    attending.put(worker, listener);
    return () -> attending.remove(worker, listener);
  }

  private void ask(byte[] bytes) {
    if (!replies.isShutdown()) {
      WorkersAsked question = WireCodec.decode(WorkersAsked.class, bytes, null);
      attending.values().forEach(worker -> replies.execute(() -> worker.accept(question)));
    }
  }

  @Override
  public CompletableFuture<Set<String>> receivers(Destination to) {
    Set<String> names = Set.of();
    if (to instanceof Destination.Tasks tasks) {
      names = queue(TASKS + tasks.service()).receivers();
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      names = queue(WORKFLOW_TASKS + tasks.workflow()).receivers();
    } else if (to instanceof Destination.Workers) {
      names = Set.copyOf(attending.keySet());
    }
    return CompletableFuture.completedFuture(names);
  }

  /** Wakes whoever waits for a time that has come: to be called after the clock was moved. */
  public void timePassed() {
    logs.forEach(InMemoryLog::wake);
  }

  @Override
  public void close() {
    logs.forEach(InMemoryLog::clear);
    replies.shutdown();
  }

  /** The clock that entries are stamped with. */
  public TimeSource time() {
    return time;
  }

  @Override
  public String toString() {
    return "a broker in memory";
  }

  private void reply(String address, byte[] bytes) {
    Reply reply;
    try {
      reply = WireCodec.decode(Reply.class, bytes, null);
    } catch (UndecodableMessageException e) {
      LOG.warn("INF-3001 a reply cannot be read; its caller asks again: {}", e.getMessage());
      return;
    }
    listeners.getOrDefault(address, List.of()).forEach(listener -> listener.accept(reply));
  }

  private InMemoryQueue queue(String topic) {
    return queues.computeIfAbsent(topic, InMemoryQueue::new);
  }

  /** Another process on the same broker. */
  private final class OtherProcess implements Transport {
    private final String process;
    private final TimeSource clock;

    OtherProcess(String process, TimeSource clock) {
      this.process = process;
      this.clock = clock;
    }

    @Override
    public int partitions() {
      return InMemoryTransport.this.partitions();
    }

    @Override
    public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
      return InMemoryTransport.this.send(process, clock, to, message);
    }

    @Override
    public void flush() {}

    @Override
    public LogIdentity identity() {
      return InMemoryTransport.this.identity();
    }

    @Override
    public void keptIn(String storeId) {
      InMemoryTransport.this.keptIn(storeId);
    }

    @Override
    public EngineLog engineLog(int partition, String host) {
      return logs.get(partition).join(process);
    }

    @Override
    public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
      return InMemoryTransport.this.tasks(service, worker, prefetch);
    }

    @Override
    public Subscription<ExecuteWorkflowTask> workflowTasks(
        String workflow, String worker, int prefetch) {
      return InMemoryTransport.this.workflowTasks(workflow, worker, prefetch);
    }

    @Override
    public Listening listen(String address, Consumer<Reply> listener) {
      return InMemoryTransport.this.listen(address, listener);
    }

    @Override
    public Listening attend(String worker, Consumer<WorkersAsked> listener) {
      return InMemoryTransport.this.attend(worker, listener);
    }

    @Override
    public CompletableFuture<Set<String>> receivers(Destination to) {
      return InMemoryTransport.this.receivers(to);
    }

    @Override
    public void close() {}
  }
}
