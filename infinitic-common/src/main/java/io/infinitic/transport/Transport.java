package io.infinitic.transport;

import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkersAsked;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** A connection to the broker. Safe for use by many threads. */
public interface Transport extends AutoCloseable {

  /** How many partitions the engine's log has. */
  int partitions();

  /**
   * Sends a message. Nothing is promised about when it leaves before {@link #flush()} is called.
   * Does not wait for a topic that has to be made first.
   *
   * @return completes when the message is durable (for {@link Destination.Replies}: sent); fails
   *     with {@link MessageRefusedException} if the broker will never take it (with {@link
   *     MessageTooLargeException} because of its size), with another exception if it may later
   */
  CompletableFuture<Void> send(Destination to, SpecificRecord message);

  /** Lets everything that was sent before leave now. Does not wait for it. */
  void flush();

  /** Which log this is, and whose. */
  default LogIdentity identity() {
    return LogIdentity.UNKNOWN;
  }

  /**
   * Notes which store the log's state is kept in.
   *
   * @param store its {@link io.infinitic.store.StateStore#id}
   */
  default void keptIn(String store) {}

  /**
   * Takes part in the ownership of a partition: of all hosts that do, one is the owner at a time.
   *
   * @param host name of this host, unique among hosts
   */
  EngineLog engineLog(int partition, String host);

  /**
   * Receives tasks of a service, together with all others that do.
   *
   * @param prefetch how many may wait in this process
   */
  Subscription<ExecuteTask> tasks(String service, String worker, int prefetch);

  /**
   * Receives WorkflowTasks of a workflow. Those of one workflow id come to one worker while the set
   * of workers is stable.
   */
  Subscription<ExecuteWorkflowTask> workflowTasks(String workflow, String worker, int prefetch);

  /**
   * Hands every reply sent to the address to the listener, on a thread of the transport's, until
   * closed.
   */
  Listening listen(String address, Consumer<Reply> listener);

  /**
   * Lets a worker be seen among the {@link #receivers} of {@link Destination.Workers}, and be asked
   * by messages to them, until closed.
   *
   * @param worker its name, unique among workers
   * @param listener hears each question, on a thread of the transport's
   */
  default Listening attend(String worker, Consumer<WorkersAsked> listener) {
    return () -> {};
  }

  /**
   * Names of the workers that receive what is sent there, as the broker knows them now.
   *
   * @return fails if the broker does not tell
   */
  default CompletableFuture<Set<String>> receivers(Destination to) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("this transport does not know who receives"));
  }

  @Override
  void close();

  /** An open ear. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
