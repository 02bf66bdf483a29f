package io.infinitic.workers;

import io.infinitic.clients.Deferred;
import io.infinitic.clients.InfiniticClient;
import io.infinitic.clients.Page;
import io.infinitic.clients.WorkflowQuery;
import io.infinitic.clients.WorkflowState;
import io.infinitic.clients.WorkflowSummary;
import io.infinitic.exceptions.DeferredException;
import io.infinitic.memory.InMemoryStore;
import io.infinitic.memory.InMemoryTransport;
import io.infinitic.schemas.CancelWorkflow;
import io.infinitic.schemas.CompleteTimers;
import io.infinitic.schemas.EngineMessage;
import io.infinitic.schemas.HistoryEvent;
import io.infinitic.schemas.QueryWorkflow;
import io.infinitic.schemas.ResumeWorkflow;
import io.infinitic.schemas.RetryTasks;
import io.infinitic.schemas.SendSignal;
import io.infinitic.schemas.SuspendWorkflow;
import io.infinitic.schemas.TaskCompleted;
import io.infinitic.schemas.TaskFailed;
import io.infinitic.schemas.WorkflowTaskCompleted;
import io.infinitic.schemas.WorkflowTaskFailed;
import io.infinitic.transport.TaskId;
import io.infinitic.transport.TimeSource;
import io.infinitic.transport.Transport;
import io.infinitic.workers.DelayingTransport.Lane;
import io.infinitic.workers.ProgramCase.Event;
import io.infinitic.workers.tasks.ServiceSettings;
import io.infinitic.workflows.WorkflowOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs programs with an engine, a worker and a client of their own. */
final class ProgramHost implements AutoCloseable {

  /** In which configuration. */
  enum Setup {
    WARM,
    COLD,
    TWICE,
    LATE_RESULTS,
    TWO_WORKERS,
    TWICE_COLD_AND_LATE
  }

  /** A run and everything that happened in it. */
  record Run(String workflowId, String runId, WorkflowState state, List<HistoryEvent> history) {}

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int LATEST_MILLIS = 20;
  private static final String DECISION_MILLIS = "infinitic.worker.decisionMillis";

  /** States of runs that have not ended. */
  static final List<WorkflowState> OPEN =
      Stream.of(WorkflowState.values()).filter(WorkflowState::isOpen).toList();

  private final Setup setup;
  private final Conservation conservation = new Conservation();
  private final Transport transport;
  private final InMemoryStore store = new InMemoryStore();
  private final InfiniticWorker worker;
  private final InfiniticWorker second;
  private final InfiniticClient client;
  private final RawHistories histories;
  private final Map<String, String> mistakes = new ConcurrentHashMap<>();
  private final Map<String, List<String>> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final List<CompletableFuture<?>> outside = new ArrayList<>();

  ProgramHost(Setup setup) {
    this.setup = setup;
    Transport monitored =
        new MonitoredTransport(new InMemoryTransport(2, TimeSource.SYSTEM), conservation);
    Transport late = new DelayingTransport(monitored, this::lane);
    boolean twice = setup == Setup.TWICE || setup == Setup.TWICE_COLD_AND_LATE;
    transport = twice ? new DuplicatingTransport(late) : late;
    if (setup != Setup.WARM) {
      System.setProperty(DECISION_MILLIS, "0"); // decisions stop wherever a local task is to run
    }
    try {
      worker = worker("first").setEngine(store).build();
      second = worker("second").build();
    } finally {
      System.clearProperty(DECISION_MILLIS);
    }
    worker.startAsync();
    if (setup == Setup.TWO_WORKERS) {
      second.startAsync(); // decisions of a run go to one or the other, as it happens
    }
    client = worker.getClient();
    histories = new RawHistories(transport);
  }

  private InfiniticWorker.Builder worker(String name) {
    boolean cold = setup == Setup.COLD || setup == Setup.TWICE_COLD_AND_LATE;
    InfiniticWorker.Builder builder =
        InfiniticWorker.builder()
            .setName(name)
            .setTransport(transport)
            .setGracePeriod(Duration.ofMillis(100))
            .addService(
                Program.Work.class,
                Program.WorkImpl.class,
                ServiceSettings.defaults().withConcurrency(50))
            .addWorkflow(Program.class, ProgramImpl.class, 50);
    return cold ? builder.setCacheSize(0) : builder;
  }

  /** Tasks answer late, and so does everything else that may. */
  private @Nullable Lane lane(EngineMessage message) {
    Object body = message.body();
    if (body instanceof TaskCompleted done) {
      String task = TaskId.of(done.workflowId(), done.runId(), done.number()).toString();
      return new Lane("task " + task, millis(done.workflowId(), done.number()));
    } else if (body instanceof TaskFailed failed) {
      String task = TaskId.of(failed.workflowId(), failed.runId(), failed.number()).toString();
      return new Lane("task " + task, millis(failed.workflowId(), failed.number()));
    } else if (body instanceof WorkflowTaskFailed failed) {
      String what = failed.failure().name() + ": " + failed.failure().message();
      mistakes.putIfAbsent(failed.workflowId(), "WorkflowTask " + failed.number() + ": " + what);
    } else if (body instanceof WorkflowTaskCompleted done
        && (setup == Setup.LATE_RESULTS || setup == Setup.TWICE_COLD_AND_LATE)) {
      return new Lane("decision " + done.workflowId(), millis(done.workflowId(), -done.number()));
    }
    return ofClient(body);
  }

  /** What a client asks comes at any time, but in its order; its questions overtake each other. */
  private @Nullable Lane ofClient(Object body) {
    if (body instanceof SendSignal signal && !signal.replyTo().isEmpty()) {
      return late("signal ", signal.workflowId(), LATEST_MILLIS / 2);
    } else if (body instanceof CancelWorkflow cancel && !cancel.replyTo().isEmpty()) {
      return late("cancel ", cancel.workflowId(), 2 * LATEST_MILLIS);
    } else if (body instanceof RetryTasks retry) {
      return late("retry ", retry.workflowId(), 5 * LATEST_MILLIS);
    } else if (body instanceof CompleteTimers complete) {
      return late("timers ", complete.workflowId(), 2 * LATEST_MILLIS);
    } else if (body instanceof SuspendWorkflow suspend) {
      return late("suspend ", suspend.workflowId(), 2 * LATEST_MILLIS);
    } else if (body instanceof ResumeWorkflow resume) {
      return late("suspend ", resume.workflowId(), 3 * LATEST_MILLIS);
    } else if (body instanceof QueryWorkflow query && !query.replyTo().isEmpty()) {
      return new Lane(query.requestId(), late("query ", query.workflowId(), 50).millis());
    }
    return null;
  }

  private Lane late(String kind, String workflowId, int latest) {
    String name = kind + workflowId;
    int number = counts.computeIfAbsent(name, x -> new AtomicInteger()).incrementAndGet();
    return new Lane(name, millis(name, number) * latest / LATEST_MILLIS);
  }

  private static long millis(String key, int number) {
    return new Random(31L * key.hashCode() + number).nextInt(LATEST_MILLIS);
  }

  /** Starts a program, and everything that happens to it from outside. */
  CompletableFuture<String> start(ProgramCase program) {
    String id = program.workflowId();
    Program stub = client.newWorkflow(Program.class, WorkflowOptions.defaults().withWorkflowId(id));
    Deferred<String> result = client.dispatch(stub::run, program.program());
    Program running = client.getWorkflowById(Program.class, id);
    for (int i = 0; i < program.signals(); i++) {
      client.dispatchVoidAsync(running.getSignals()::send, i); // may come too late, as in life
    }
    program.events().forEach(event -> outside.add(happen(event, running, id)));
    return result
        .toFuture()
        .exceptionally(
            error -> {
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              if (cause instanceof DeferredException) {
                return cause.getClass().getSimpleName();
              }
              throw new CompletionException(cause);
            });
  }

  private CompletableFuture<?> happen(Event event, Program running, String id) {
    return switch (event) {
      case QUERY ->
          client
              .dispatchAsync(running::trace)
              .thenCompose(Deferred::toFuture)
              .thenAccept(
                  trace ->
                      answers.computeIfAbsent(id, x -> new CopyOnWriteArrayList<>()).add(trace));
      case CANCEL -> client.cancelAsync(running);
      case RETRY_TASKS -> client.retryTasksAsync(running);
      case COMPLETE_TIMERS -> client.completeTimersAsync(running);
      case SUSPEND_AND_RESUME -> {
        client.suspendAsync(running);
        yield client.resumeAsync(running);
      }
    };
  }

  /** Waits until nothing comes from outside any more and no run is open, or one is stuck. */
  void awaitEnd() {
    until(
        () ->
            !mistakes.isEmpty()
                || outside.stream().allMatch(CompletableFuture::isDone)
                    && OPEN.stream().allMatch(state -> inState(state).isEmpty()));
  }

  /** What went wrong in the decisions of a workflow; null if nothing did. */
  @Nullable String mistake(String workflowId) {
    return mistakes.get(workflowId);
  }

  /** Traces that queries saw. */
  List<String> answers(String workflowId) {
    return answers.getOrDefault(workflowId, List.of());
  }

  private List<WorkflowSummary> inState(WorkflowState state) {
    return client.list(WorkflowQuery.all().withState(state)).items();
  }

  /** All runs that there were, the oldest first. */
  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    WorkflowQuery query = WorkflowQuery.all().withPageSize(1000);
    while (query != null) {
      Page<WorkflowSummary> page = client.list(query);
      for (WorkflowSummary run : page.items()) {
        runs.add(
            0,
            new Run(
                run.workflowId(),
                run.runId(),
                run.state(),
                histories.read(run.workflowId(), run.runId())));
      }
      query = page.cursor().map(query::withCursor).orElse(null);
    }
    return runs;
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  @Override
  public void close() {
    histories.close();
    second.close();
    worker.close();
    transport.close();
    store.close();
    if (!conservation.violations().isEmpty()) {
      throw new AssertionError(conservation.violations());
    }
  }
}
