package io.infinitic.workers.tasks;

import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.transport.Destination;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.InvocationChain;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the services of a worker share.
 *
 * @param timer for short actions that never block
 * @param client made when a task first asks for it
 * @param worker name of this worker
 */
public record TaskEnvironment(
    Transport transport,
    Payloads payloads,
    ReplyInbox inbox,
    ScheduledExecutorService timer,
    Supplier<? extends AutoCloseable> client,
    String worker,
    List<TaskInterceptor> interceptors,
    List<ContextPropagator> propagators) {

  public TaskEnvironment {
    interceptors = List.copyOf(interceptors);
    propagators = List.copyOf(propagators);
  }

  /** What interceptors do. */
  List<InvocationChain.Step> steps() {
    return InvocationChain.steps(interceptors);
  }

  /**
   * Sends a message to the engine, to the partition of that key. Never throws: user code that sends
   * something by the way must not fail by it.
   */
  CompletableFuture<Void> tell(String key, SpecificRecord body) {
    try {
      CompletableFuture<Void> sent =
          transport.send(new Destination.Engine(key), new EngineMessage(body));
      transport.flush();
      return sent;
    } catch (RuntimeException | Error e) { // such as: the connection is closed, no memory
      return CompletableFuture.failedFuture(e);
    }
  }
}
