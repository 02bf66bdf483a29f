package io.infinitic.workers;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.config.SilentLogging;
import io.infinitic.host.EngineHost;
import io.infinitic.store.StateStore;
import io.infinitic.transport.Transport;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.local.HostedServices;
import io.infinitic.workers.replay.Environment;
import io.infinitic.workers.tasks.Hosted;
import io.infinitic.workers.tasks.TaskEnvironment;
import io.infinitic.workers.tasks.TaskWorker;
import io.infinitic.workers.workflows.WorkflowWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker runs: services, workflows, the engine; and what they share. */
final class ActiveWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InfiniticWorker.class);

  /** How long workflow code may run before it waits for something. */
  private static final long CODE_LIMIT_MILLIS = 10_000;

  private static final List<Integer> ANNOUNCED_AFTER_SECONDS = List.of(0, 30, 120);

  private final InfiniticWorker.Builder settings;
  private final String id;
  private final Transport transport;
  private final @Nullable StateStore store;
  private final ReplyInbox inbox;
  private final ExecutorService branches =
      Executors.newCachedThreadPool(daemon("infinitic-workflow"));
  private final ScheduledExecutorService timeouts = timeouts();
  private final Attendance attendance;
  private final HostedServices locals;
  private final List<Consumption<?>> consumptions = new ArrayList<>();
  private final List<WorkflowWorker> workflowWorkers = new ArrayList<>();
  private final Object clientLock = new Object();
  private @Nullable InfiniticClient client;
  private @Nullable EngineHost host;
  private boolean started;
  private boolean ended;

  ActiveWorker(InfiniticWorker.Builder settings) {
    this.settings = settings;
    String unique = UUID.randomUUID().toString().substring(0, 8);
    id = settings.name + "-" + unique + "@" + ThisProcess.host();
    transport = Objects.requireNonNull(settings.transport).get();
    store = settings.store == null ? null : settings.store.get();
    attendance = new Attendance(transport, id, store != null);
    inbox = new ReplyInbox(transport, "worker-" + settings.name);
    locals =
        new HostedServices(
            settings.payloads,
            id,
            this::client,
            settings.contextPropagators,
            InvocationChain.steps(settings.taskInterceptors));
  }

  synchronized void start() {
    if (started || ended) {
      throw new IllegalStateException("a worker can be started once");
    }
    started = true;
    SilentLogging.warn();
    Environment code =
        Environment.of(settings.payloads, branches, CODE_LIMIT_MILLIS)
            .withLocals(locals)
            .with(settings.workflowInterceptors, settings.contextPropagators);
    settings.workflows.forEach(workflow -> workflow.versions().checkInstances(code));
    List<Hosted> services =
        settings.services.stream()
            .map(service -> Hosted.of(service.definition(), service.settings()))
            .toList();
    if (store != null) {
      host =
          EngineHost.start(
              id,
              transport,
              store,
              settings.time,
              EngineHost.Settings.defaults().withAdopt(settings.adopt));
    }
    TaskEnvironment tasks =
        new TaskEnvironment(
            transport,
            settings.payloads,
            inbox,
            timeouts,
            this::client,
            id,
            settings.taskInterceptors,
            settings.contextPropagators);
    services.forEach(locals::add); // before any workflow
    services.forEach(service -> start(service, tasks));
    settings.workflows.forEach(workflow -> start(workflow, code));
    attendance.begin();
    LOG.info(
        "worker {} is connected to {} and runs services {}, workflows {}{}",
        id,
        transport,
        settings.services.stream().map(service -> service.definition().name()).toList(),
        settings.workflows.stream().map(workflow -> workflow.versions().name()).toList(),
        store == null ? "" : ", and the engine");
  }

  private void start(Hosted service, TaskEnvironment environment) {
    String name = service.definition().name();
    TaskWorker worker = new TaskWorker(service, environment);
    attendance.add(name, worker);
    consumptions.add(
        new Consumption<>(
            name, transport, transport.tasks(name, id, worker.prefetch()), worker, worker.slots()));
  }

  private void start(WorkerConfig.WorkflowEntry workflow, Environment environment) {
    WorkflowVersions versions = workflow.versions();
    WorkflowWorker worker =
        new WorkflowWorker(
            versions,
            transport,
            environment,
            inbox,
            id,
            workflow.concurrency(),
            settings.cacheSize);
    workflowWorkers.add(worker);
    Slots slots = new Slots(workflow.concurrency());
    attendance.add(versions, worker, slots);
    consumptions.add(
        new Consumption<>(
            versions.name(),
            transport,
            transport.workflowTasks(versions.name(), id, workflow.concurrency()),
            worker,
            slots));
    // Again later: until then, a worker that ends may have had the workflow's partitions.
    ANNOUNCED_AFTER_SECONDS.forEach(
        seconds -> timeouts.schedule(worker::announce, seconds, TimeUnit.SECONDS));
  }

  InfiniticClient client() {
    synchronized (clientLock) { // tasks may ask for it while the worker closes
      if (client == null) {
        InfiniticClient.Builder builder =
            InfiniticClient.builder()
                .setName(settings.name)
                .setTransport(transport)
                .setPayloads(settings.payloads);
        settings.contextPropagators.forEach(builder::addContextPropagator);
        client = builder.build();
      }
      return client;
    }
  }

  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    ended = true;
    attendance.close();
    consumptions.forEach(Consumption::stopTaking);
    long deadline = System.nanoTime() + settings.grace.toNanos();
    for (Consumption<?> consumption : consumptions) {
      if (!consumption.close(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()))) {
        LOG.warn(
            "INF-2005 a task was still running after the grace period; another worker repeats it");
      }
    }
    workflowWorkers.forEach(WorkflowWorker::close);
    locals.close();
    synchronized (clientLock) {
      if (client != null) {
        client.close();
      }
    }
    if (host != null) {
      host.close();
    }
    inbox.close();
    branches.shutdownNow();
    timeouts.shutdownNow();
    if (settings.ownsTransport) {
      transport.close();
    }
    if (settings.ownsStore && store != null) {
      store.close();
    }
  }

  /** Most limits are not reached: what is cancelled must not stay in memory until it is due. */
  private static ScheduledExecutorService timeouts() {
    ScheduledThreadPoolExecutor timeouts =
        new ScheduledThreadPoolExecutor(1, daemon("infinitic-timeouts"));
    timeouts.setRemoveOnCancelPolicy(true);
    return timeouts;
  }

  private static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
