package io.infinitic.memory;

import io.infinitic.schemas.DeadLetter;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.Partitions;
import io.infinitic.transport.Priority;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.wire.WireCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * A transport in memory, for tests: the same bytes, ordering, ownership, acknowledgement and
 * redelivery as on a broker. Closing it ends what waits on it.
 */
public final class InMemoryTransport implements Transport {

  private final TimeSource time;
  private final List<InMemoryLog> logs = new ArrayList<>();
  private final Map<String, InMemoryQueue> queues = new ConcurrentHashMap<>();
  private final Map<String, List<Consumer<Reply>>> listeners = new ConcurrentHashMap<>();
  private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
  private final ExecutorService replies =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "infinitic-replies");
            thread.setDaemon(true);
            return thread;
          });

  /** With so many partitions of the engine's log. */
  public InMemoryTransport(int partitions, TimeSource time) {
    this.time = time;
    for (int i = 0; i < partitions; i++) {
      logs.add(new InMemoryLog(time));
    }
  }

  @Override
  public int partitions() {
    return logs.size();
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    if (to instanceof Destination.Engine engine) {
      append(engine.workflowId(), WireCodec.encode((EngineMessage) message));
    } else if (to instanceof Destination.EnginePartition engine) {
      logs.get(engine.partition()).append(null, WireCodec.encode((EngineMessage) message));
    } else if (to instanceof Destination.Tasks tasks) {
      queue("task-" + tasks.service())
          .put(((ExecuteTask) message).workflowId(), WireCodec.encode(message), tasks.priority());
    } else if (to instanceof Destination.WorkflowTasks tasks) {
      queue("workflow-task-" + tasks.workflow())
          .put(tasks.workflowId(), WireCodec.encode(message), Priority.NORMAL);
    } else if (to instanceof Destination.Replies address) {
      byte[] bytes = WireCodec.encode(message);
      if (!replies.isShutdown()) {
        replies.execute(() -> reply(address.address(), bytes));
      }
    } else if (to instanceof Destination.DeadLetters) {
      deadLetters.add((DeadLetter) message);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Puts bytes into the engine's log as they are, readable or not. */
  public void append(String workflowId, byte[] bytes) {
    logs.get(Partitions.of(workflowId, logs.size())).append(workflowId, bytes);
  }

  /** Sends bytes to the task workers of a service as they are, readable or not. */
  public void appendTask(String service, String workflowId, byte[] bytes) {
    queue("task-" + service).put(workflowId, bytes, Priority.NORMAL);
  }

  /** What could not be read or handled so far. */
  public List<DeadLetter> deadLetters() {
    return List.copyOf(deadLetters);
  }

  @Override
  public void flush() {}

  @Override
  public EngineLog engineLog(int partition, String host) {
    return logs.get(partition).join();
  }

  @Override
  public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
    return queue("task-" + service).subscribe(ExecuteTask.class);
  }

  @Override
  public Subscription<ExecuteWorkflowTask> workflowTasks(
      String workflow, String worker, int prefetch) {
    return queue("workflow-task-" + workflow).subscribe(ExecuteWorkflowTask.class);
  }

  @Override
  public Listening listen(String address, Consumer<Reply> listener) {
    listeners.computeIfAbsent(address, a -> new CopyOnWriteArrayList<>()).add(listener);
    return () -> listeners.getOrDefault(address, List.of()).remove(listener);
  }

  /** Wakes whoever waits for a time that has come: to be called after the clock was moved. */
  public void timePassed() {
    logs.forEach(InMemoryLog::wake);
  }

  @Override
  public void close() {
    logs.forEach(InMemoryLog::wake);
    replies.shutdown();
  }

  /** The clock that entries are stamped with. */
  public TimeSource time() {
    return time;
  }

  private void reply(String address, byte[] bytes) {
    for (Consumer<Reply> listener : listeners.getOrDefault(address, List.of())) {
      listener.accept(WireCodec.decode(Reply.class, bytes, null));
    }
  }

  private InMemoryQueue queue(String topic) {
    return queues.computeIfAbsent(topic, InMemoryQueue::new);
  }
}
