package io.infinitic.workers;

import io.infinitic.clients.InfiniticClient;
import io.infinitic.interceptors.ContextPropagator;
import io.infinitic.interceptors.TaskInterceptor;
import io.infinitic.interceptors.WorkflowInterceptor;
import io.infinitic.store.StateStore;
import io.infinitic.stubs.Names;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.values.Payloads;
import io.infinitic.workers.tasks.ServiceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  private final CountDownLatch closed = new CountDownLatch(1);
  private final ActiveWorker active;

  private InfiniticWorker(Builder settings) {
    active = new ActiveWorker(settings);
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
      builder.adopt = config.adopt();
    }
    return builder.build();
  }

  /** A worker that is made by code. */
  public static Builder builder() {
    return new Builder();
  }

  /** Makes a worker. */
  public static final class Builder {
    String name = "worker";
    @Nullable Supplier<Transport> transport;
    boolean ownsTransport;
    @Nullable Supplier<StateStore> store;
    boolean ownsStore;
    boolean adopt;
    Payloads payloads = Payloads.defaults();
    TimeSource time = TimeSource.SYSTEM;
    int cacheSize =
        "off".equals(System.getProperty("infinitic.worker.cache")) ? 0 : WorkerConfig.DEFAULT_CACHE;
    Duration grace = Duration.ofSeconds(30);
    @Nullable Function<Class<?>, Object> serviceFactory;
    @Nullable Function<Class<?>, Object> workflowFactory;
    final List<TaskInterceptor> taskInterceptors = new ArrayList<>();
    final List<WorkflowInterceptor> workflowInterceptors = new ArrayList<>();
    final List<ContextPropagator> contextPropagators = new ArrayList<>();
    final List<WorkerConfig.Service> services = new ArrayList<>();
    final List<WorkerConfig.WorkflowEntry> workflows = new ArrayList<>();

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

    /**
     * Whether a store that is not the namespace's is taken as it is, instead of refused at the
     * start. To be set once, with all other engine hosts stopped.
     */
    public Builder setAdopt(boolean adopts) {
      adopt = adopts;
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

    /**
     * Runs a service by an object that all its tasks share. Of a proxy that implements the
     * interface, the annotations of the class behind it count.
     */
    public <T> Builder addService(Class<T> type, T instance, ServiceSettings how) {
      services.add(
          new WorkerConfig.Service(
              Definition.of(Names.of(type), Proxies.classBehind(instance, type), c -> instance),
              how));
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

  /**
   * Starts, and blocks until closed. Closes when the process is told to end: by SIGTERM, Ctrl-C or
   * {@link System#exit}.
   */
  public void start() {
    startAsync();
    Thread hook = new Thread(this::close, "infinitic-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      closed.await();
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // the process ends, and the hook has closed it
    }
  }

  /** Starts. Returns when it takes messages. */
  public void startAsync() {
    active.start();
  }

  /**
   * A client on the same connection; closed with the worker. Can be used by tasks while the worker
   * waits for them in order to close.
   */
  public InfiniticClient getClient() {
    return active.client();
  }

  /**
   * Takes nothing more, finishes what runs within the grace period, lets the engine's partitions
   * go.
   */
  @Override
  public void close() {
    active.close();
    closed.countDown();
  }
}
