package io.infinitic.workers.local;

import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.schemas.LocalAttempts;
import io.infinitic.schemas.ScheduleTask;
import io.infinitic.values.Payloads;
import io.infinitic.workers.Definition;
import io.infinitic.workers.InvocationChain;
import io.infinitic.workers.replay.LocalTasks;
import io.infinitic.workers.tasks.ServiceSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private final Map<String, LocalService> services = new HashMap<>();
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
  public void add(Definition definition, ServiceSettings settings) {
    services.put(definition.name(), new LocalService(definition, settings));
  }

  @Override
  public boolean hosts(Call call) {
    ScheduleTask task = call.task();
    LocalService service = services.get(task.service());
    return service != null && service.method(task.task(), task.arguments().size()).isPresent();
  }

  @Override
  public boolean endsDecision(Call call) {
    return System.nanoTime() - call.decisionBegan()
        > TimeUnit.MILLISECONDS.toNanos(surroundings.decisionMillis());
  }

  @Override
  public LocalAttempts run(Call call) throws InterruptedException {
    LocalService service = services.get(call.task().service());
    if (service == null) {
      throw new IllegalArgumentException(call.task().service() + " is not hosted here");
    }
    return new LocalTask(call, service, surroundings).run();
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
