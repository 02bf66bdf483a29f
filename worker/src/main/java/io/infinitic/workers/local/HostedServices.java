package io.infinitic.workers.local;

import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.values.Payloads;
import io.infinitic.wire.Limits;
import io.infinitic.workers.InvocationChain;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.Hosted;
import io.infinitic.workers.tasks.TaskMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs local tasks by the services of this process. Their threads are reused, and not bounded: each
 * has a workflow's thread that waits for it.
 */
public final class HostedServices implements LocalTasks, AutoCloseable {

  private static final long DECISION_MILLIS = 2_000;

  private final Map<String, Hosted> services = new HashMap<>();
  private final Surroundings surroundings;

  /**
   * What attempts run in.
   *
   * @param steps of the interceptors around each attempt
   * @param decisionMillis how long a decision may last before its results are recorded
   */
  record Surroundings(
      Payloads payloads,
      String worker,
      Supplier<? extends AutoCloseable> clients,
      List<ContextPropagator> propagators,
      List<InvocationChain.Step> steps,
      ExecutorService threads,
      long decisionMillis) {}

  /**
   * @param worker unique to this process
   * @param clients gives the client that tasks can use
   */
  public HostedServices(
      Payloads payloads,
      String worker,
      Supplier<? extends AutoCloseable> clients,
      List<ContextPropagator> propagators,
      List<InvocationChain.Step> steps) {
    ExecutorService threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "infinitic-local-task");
              thread.setDaemon(true);
              return thread;
            });
    long decisionMillis = Long.getLong("infinitic.worker.decisionMillis", DECISION_MILLIS);
    surroundings =
        new Surroundings(payloads, worker, clients, propagators, steps, threads, decisionMillis);
  }

  /** Hosts a service. */
  public void add(Hosted service) {
    services.put(service.definition().name(), service);
  }

  @Override
  public boolean hosts(Call call) {
    ScheduleTask task = call.task();
    Hosted service = services.get(task.service());
    return service != null && method(service, task).isPresent();
  }

  /** One that others complete, or that is run in batches, is the engine's. */
  private Optional<TaskMethod> method(Hosted service, ScheduleTask task) {
    return service
        .methods()
        .find(task.task(), task.arguments(), surroundings.payloads())
        .filter(TaskMethod::isPlain);
  }

  @Override
  public boolean endsDecision(Call call) {
    return call.decisionBytes() > Limits.PART_BYTES
        || System.nanoTime() - call.decisionBegan()
            > TimeUnit.MILLISECONDS.toNanos(surroundings.decisionMillis());
  }

  @Override
  public LocalAttempts run(Call call) throws InterruptedException {
    Hosted service = services.get(call.task().service());
    if (service == null) {
      throw new IllegalArgumentException(call.task().service() + " is not hosted here");
    }
    return new LocalTask(call, service, method(service, call.task()).orElseThrow(), surroundings)
        .run();
  }

  /** Interrupts what runs. */
  @Override
  public void close() {
    surroundings.threads().shutdownNow();
  }

  static long millisSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }
}
