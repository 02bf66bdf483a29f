package io.infinitic.workers;

import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Reply;
import io.infinitic.schemas.WorkersAsked;
import io.infinitic.transport.Destination;
import io.infinitic.transport.EngineLog;
import io.infinitic.transport.Subscription;
import io.infinitic.transport.Transport;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/** Hands everything on; tests change what they want to. */
public class ForwardingTransport implements Transport {

  protected final Transport transport;

  public ForwardingTransport(Transport transport) {
    this.transport = transport;
  }

  @Override
  public int partitions() {
    return transport.partitions();
  }

  @Override
  public CompletableFuture<Void> send(Destination to, SpecificRecord message) {
    return transport.send(to, message);
  }

  @Override
  public void flush() {
    transport.flush();
  }

  @Override
  public EngineLog engineLog(int partition, String host) {
    return transport.engineLog(partition, host);
  }

  @Override
  public Subscription<ExecuteTask> tasks(String service, String worker, int prefetch) {
    return transport.tasks(service, worker, prefetch);
  }

  @Override
  public Subscription<ExecuteWorkflowTask> workflowTasks(
      String workflow, String worker, int prefetch) {
    return transport.workflowTasks(workflow, worker, prefetch);
  }

  @Override
  public Listening listen(String address, Consumer<Reply> listener) {
    return transport.listen(address, listener);
  }

  @Override
  public Listening attend(String worker, Consumer<WorkersAsked> listener) {
    return transport.attend(worker, listener);
  }

  @Override
  public CompletableFuture<Set<String>> receivers(Destination to) {
    return transport.receivers(to);
  }

  @Override
  public void close() {
    transport.close();
  }
}
