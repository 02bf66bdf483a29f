package io.infinitic.workers;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.host.EngineHost;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.interceptors.WorkflowInterceptor;
import io.infinitic.store.StateStore;
import io.infinitic.stubs.Names;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.values.ReplyInbox;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workers.tasks.TaskEnvironment;
import io.infinitic.workers.tasks.TaskWorker;
import io.infinitic.workers.workflows.WorkflowWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks and workflows, and, if it is told to, the engine. Stateless: when it dies, others take
 * over what it was doing.
 *
 * <pre>{@code
 * try (InfiniticWorker worker = InfiniticWorker.fromYamlFile("infinitic.yml")) {
 *   worker.start();   // blocks
 * }
 * }</pre>
 */
public final class InfiniticWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(InfiniticWorker.class);

  private final Builder settings;
  private final Transport transport;
  private final String id;
  private final List<Consumption<?>> consumptions = new ArrayList<>();
  private final List<WorkflowWorker> workflowWorkers = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService branches =
      Executors.newCachedThreadPool(daemon("infinitic-workflow"));
  private final ScheduledExecutorService timeouts = timeouts();
  private final ReplyInbox inbox;
  private final @Nullable StateStore store;
  private @Nullable EngineHost host;
  private final Object clientLock = new Object();
  private @Nullable InfiniticClient client;
  private boolean started;
  private boolean ended;

  private InfiniticWorker(Builder settings) {
    this.settings = settings;
    transport = settings.transport.get();
    store = settings.store == null ? null : settings.store.get();
    id = settings.name + "-" + UUID.randomUUID().toString().substring(0, 8);
    inbox = new ReplyInbox(transport, "worker-" + settings.name);
  }

  /**
   * As the file says.
   *
   * @throws io.infinitic.config.ConfigException with everything that is wrong in it
   */
  public static InfiniticWorker fromYamlFile(String... files) {
    return from(WorkerConfig.fromFiles(List.of(files)));
  }

  /** The same for resources on the class path. */
  public static InfiniticWorker fromYamlResource(String... resources) {
    return from(WorkerConfig.fromResources(List.of(resources)));
  }

  /** The same for text. */
  public static InfiniticWorker fromYamlString(String... yaml) {
    return from(WorkerConfig.read("yaml", String.join("\n", yaml)));
  }

  private static InfiniticWorker from(WorkerConfig config) {
    Builder builder = builder().setName(config.name()).setPayloads(config.payloads());
    config.cacheSize().ifPresent(builder::setCacheSize);
    builder.services.addAll(config.services());
    builder.workflows.addAll(config.workflows());
    builder.transport = config.transport();
    builder.ownsTransport = true;
    if (config.engine()) {
      builder.store = config.storage();
      builder.ownsStore = true;
    }
    return builder.build();
  }

  /** A worker that is made by code. */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a worker. */
  public static final class Builder {
    private String name = "worker";
    private @Nullable Supplier<Transport> transport;
    private boolean ownsTransport;
    private @Nullable Supplier<StateStore> store;
    private boolean ownsStore;
    private Payloads payloads = Payloads.defaults();
    private TimeSource time = TimeSource.SYSTEM;
    private int cacheSize =
        "off".equals(System.getProperty("infinitic.worker.cache")) ? 0 : WorkerConfig.DEFAULT_CACHE;
    private Duration grace = Duration.ofSeconds(30);
    private @Nullable Function<Class<?>, Object> serviceFactory;
    private @Nullable Function<Class<?>, Object> workflowFactory;
    private final List<TaskInterceptor> taskInterceptors = new ArrayList<>();
    private final List<WorkflowInterceptor> workflowInterceptors = new ArrayList<>();
    private final List<ContextPropagator> contextPropagators = new ArrayList<>();
    private final List<WorkerConfig.Service> services = new ArrayList<>();
    private final List<WorkerConfig.WorkflowEntry> workflows = new ArrayList<>();

    private Builder() {}

    /** A name for people; need not be unique. */
    public Builder setName(String workerName) {
      name = workerName;
      return this;
    }

    /** A connection that the caller made and will close. */
    public Builder setTransport(Transport connection) {
      transport = () -> connection;
      return this;
    }

    /**
     * Lets this worker take part in the ownership of the engine's partitions. The caller closes the
     * store.
     */
    public Builder setEngine(StateStore stateStore) {
      store = () -> stateStore;
      return this;
    }

    /** How user values are written and read: mapper, compression, encryption. */
    public Builder setPayloads(Payloads values) {
      payloads = values;
      return this;
    }

    /** The clock of the engine; for tests. */
    public Builder setTimeSource(TimeSource clock) {
      time = clock;
      return this;
    }

    /**
     * How many runs of a workflow stay in memory between their WorkflowTasks, so that they need no
     * replay; each holds a thread. 0 turns this off: every WorkflowTask replays from the start.
     */
    public Builder setCacheSize(int runs) {
      if (runs < 0) {
        throw new IllegalArgumentException("cacheSize is negative");
      }
      cacheSize = runs;
      return this;
    }

    /** How long {@link InfiniticWorker#close} waits for what runs; 30 s by default. */
    public Builder setGracePeriod(Duration duration) {
      grace = duration;
      return this;
    }

    /**
     * Makes the instances of services added after this, instead of their constructor: one for each,
     * shared by its tasks. Given the class, such as by a dependency-injection container.
     */
    public Builder serviceFactory(Function<Class<?>, Object> instances) {
      serviceFactory = instances;
      return this;
    }

    /**
     * Makes the instances of workflows added after this, instead of their constructor: a new one
     * whenever it is called.
     */
    public Builder workflowFactory(Function<Class<?>, Object> instances) {
      workflowFactory = instances;
      return this;
    }

    /** Called around each attempt of a task; inside those that were added before. */
    public Builder addTaskInterceptor(TaskInterceptor interceptor) {
      taskInterceptors.add(interceptor);
      return this;
    }

    /** Called around each method of a workflow; inside those that were added before. */
    public Builder addWorkflowInterceptor(WorkflowInterceptor interceptor) {
      workflowInterceptors.add(interceptor);
      return this;
    }

    /** Gives tasks, and the code of workflows, the context that came with them. */
    public Builder addContextPropagator(ContextPropagator propagator) {
      contextPropagators.add(propagator);
      return this;
    }

    /** Runs a service. */
    public Builder addService(Class<?> type, Class<?> implementation) {
      return addService(type, implementation, ServiceSettings.defaults());
    }

    /** Runs a service, with settings. */
    public Builder addService(Class<?> type, Class<?> implementation, ServiceSettings how) {
      services.add(new WorkerConfig.Service(definition(type, implementation, serviceFactory), how));
      return this;
    }

    /** Runs a service by an object that all its tasks share. */
    public <T> Builder addService(Class<T> type, T instance, ServiceSettings how) {
      services.add(
          new WorkerConfig.Service(
              Definition.of(Names.of(type), instance.getClass(), c -> instance), how));
      return this;
    }

    /** Runs a workflow, ten WorkflowTasks at a time. */
    public Builder addWorkflow(Class<?> type, Class<?> implementation) {
      return addWorkflow(type, implementation, 10);
    }

    /** Runs a workflow. */
    public Builder addWorkflow(Class<?> type, Class<?> implementation, int concurrency) {
      return addWorkflow(type, List.of(implementation), concurrency);
    }

    /**
     * Runs a workflow of which there are several versions: classes whose simple names end with
     * {@code _1}, {@code _2} and so on. New runs take the highest, an open run keeps its own.
     */
    public Builder addWorkflow(Class<?> type, List<Class<?>> implementations, int concurrency) {
      List<Definition> definitions = new ArrayList<>();
      implementations.forEach(one -> definitions.add(definition(type, one, workflowFactory)));
      workflows.add(new WorkerConfig.WorkflowEntry(new WorkflowVersions(definitions), concurrency));
      return this;
    }

    private static Definition definition(
        Class<?> type, Class<?> implementation, @Nullable Function<Class<?>, Object> factory) {
      return factory == null
          ? Definition.of(Names.of(type), implementation)
          : Definition.of(Names.of(type), implementation, factory);
    }

    /**
     * Connects; nothing runs before {@link InfiniticWorker#start}.
     *
     * @throws IllegalStateException without a transport
     */
    public InfiniticWorker build() {
      if (transport == null) {
        throw new IllegalStateException("InfiniticWorker.builder() needs setTransport(…)");
      }
      return new InfiniticWorker(this);
    }
  }

  /** Starts, and blocks until closed. */
  public void start() {
    startAsync();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Starts. Returns when it takes messages. */
  public synchronized void startAsync() {
    if (started || ended) {
      throw new IllegalStateException("a worker can be started once");
    }
    started = true;
    if (store != null) {
      host = EngineHost.start(id, transport, store, settings.time, EngineHost.Settings.defaults());
    }
    TaskEnvironment tasks =
        new TaskEnvironment(
            transport,
            settings.payloads,
            inbox,
            timeouts,
            this::getClient,
            id,
            settings.taskInterceptors,
            settings.contextPropagators);
    settings.services.forEach(service -> startService(service, tasks));
    settings.workflows.forEach(this::startWorkflow);
    LOG.info(
        "worker {} runs {} services and {} workflows{}",
        id,
        settings.services.size(),
        settings.workflows.size(),
        store == null ? "" : ", and the engine");
  }

  private void startService(WorkerConfig.Service service, TaskEnvironment environment) {
    Definition definition = service.definition();
    TaskWorker worker = new TaskWorker(definition, service.settings(), environment);
    consumptions.add(
        new Consumption<>(
            definition.name(),
            transport,
            transport.tasks(definition.name(), id, worker.slots().total()),
            worker,
            worker.slots()));
  }

  private void startWorkflow(WorkerConfig.WorkflowEntry workflow) {
    WorkflowVersions versions = workflow.versions();
    WorkflowWorker worker =
        new WorkflowWorker(
            versions, transport, settings.payloads, inbox, branches, id, settings.cacheSize);
    workflowWorkers.add(worker);
    consumptions.add(
        new Consumption<>(
            versions.name(),
            transport,
            transport.workflowTasks(versions.name(), id, workflow.concurrency()),
            worker,
            new Slots(workflow.concurrency())));
  }

  /**
   * A client on the same connection; closed with the worker. Can be used by tasks while the worker
   * waits for them in order to close.
   */
  public InfiniticClient getClient() {
    synchronized (clientLock) {
      if (client == null) {
        client =
            InfiniticClient.builder()
                .setName(settings.name)
                .setTransport(transport)
                .setPayloads(settings.payloads)
                .build();
      }
      return client;
    }
  }

  /**
   * Takes nothing more, finishes what runs within the grace period, lets the engine's partitions
   * go.
   */
  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    ended = true;
    consumptions.forEach(Consumption::stopTaking);
    long deadline = System.nanoTime() + settings.grace.toNanos();
    for (Consumption<?> consumption : consumptions) {
      if (!consumption.close(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()))) {
        LOG.warn(
            "INF-2005 a task was still running after the grace period; another worker repeats it");
      }
    }
    workflowWorkers.forEach(WorkflowWorker::close);
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
    closed.countDown();
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
