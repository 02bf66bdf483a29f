package io.infinitic.workers.tasks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.exceptions.InfiniticException;
import io.infinitic.schemas.ExecuteTask;
import io.infinitic.schemas.HostedTask;
import io.infinitic.transport.Delivery;
import io.infinitic.workers.Consumption;
import io.infinitic.workers.Definition;
import io.infinitic.workers.Pace;
import io.infinitic.workers.Slots;
import io.infinitic.workflows.Workflow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Takes the tasks of one service: sees to it that an attempt runs once here, though its message may
 * come twice, and lets it run alone or in a batch.
 */
public final class TaskWorker implements Consumption.Handler<ExecuteTask> {

  private static final int MOST_RECENT = 10_000;

  private final Service service;
  private final Slots slots;
  private final Executions executions;
  private final Batches batches;
  private final Claims claims;

  /** Attempts that are not done: all of them, however many. */
  private final Map<String, CompletableFuture<Void>> current = new ConcurrentHashMap<>();

  /** Attempts that are. */
  private final Cache<String, CompletableFuture<Void>> recent =
      Caffeine.newBuilder().maximumSize(MOST_RECENT).executor(Runnable::run).build();

  /** Runs that service. */
  public TaskWorker(Hosted hosted, TaskEnvironment environment) {
    service = Service.of(hosted, environment);
    slots = new Slots(Math.max(hosted.settings().concurrency(), service.methods().largestBatch()));
    executions = new Executions(environment);
    batches = new Batches(service, executions, slots);
    claims = new Claims(environment);
  }

  /**
   * Looks for mistakes that can be seen before anything starts.
   *
   * @throws IllegalArgumentException if there is one
   */
  public static void check(Definition definition, ServiceSettings settings) {
    if (Workflow.class.isAssignableFrom(definition.implementation())) {
      throw new IllegalArgumentException(
          "class %s is a workflow: run it under workflows, not under services"
              .formatted(definition.implementation().getName()));
    }
    new TaskMethods(definition, null);
    settings
        .threads()
        .problem()
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
  }

  /**
   * How many tasks are worked on at a time: as configured, and at least as many as fill the largest
   * batch, since tasks that wait for others of their batch count too.
   */
  public Slots slots() {
    return slots;
  }

  /** What runs, as others see it. */
  public List<HostedTask> running() {
    return executions.hosted();
  }

  /**
   * How many messages may wait here for a slot: no more than can start soon, so that other workers
   * are not kept from starting them.
   */
  public int prefetch() {
    RateLimit limit = service.settings().rateLimit();
    return limit == null
        ? slots.total()
        : (int) Math.min(slots.total(), Math.max(1, Math.ceil(limit.perSecond())));
  }

  @Override
  public boolean hasThreads() {
    return service.settings().threads() == ServiceSettings.Threads.VIRTUAL;
  }

  @Override
  public Pace pace() {
    RateLimit limit = service.settings().rateLimit();
    if (limit == null) {
      return Pace.FREE;
    }
    return limit.isGlobal()
        ? new SharedPace(service.environment(), service.definition().name(), limit.perSecond())
        : new OwnPace(limit.perSecond());
  }

  @Override
  public CompletableFuture<Void> handle(
      ExecuteTask task, Delivery<ExecuteTask> delivery, Executor thread) {
    Attempt attempt = new Attempt(service, task);
    CompletableFuture<Void> done = attempt.report().done();
    String key = Attempt.key(task);
    CompletableFuture<Void> other = current.putIfAbsent(key, done);
    if (other != null) {
      return other; // came twice: done when the first one is
    }
    CompletableFuture<Void> before = recent.getIfPresent(key);
    if (before != null) {
      current.remove(key, done);
      return before;
    }
    done.whenComplete(
        (told, error) -> {
          if (error == null) {
            recent.put(key, done); // before it leaves the others: no moment in which it is unknown
          }
          current.remove(key, done);
        });
    slots.keep();
    if (delivery.mayBeRepeated()) {
      claim(attempt);
    } else {
      start(attempt, hasThreads() ? service.threads() : thread);
    }
    return done;
  }

  private void claim(Attempt attempt) {
    try {
      claims.ask(attempt.task(), granted -> claimed(attempt, granted));
    } catch (RuntimeException | Error e) {
      attempt.report().lost(e);
      slots.release();
    }
  }

  private void claimed(Attempt attempt, boolean granted) {
    if (granted) {
      start(attempt, service.threads());
    } else {
      attempt.report().dropped();
      slots.release();
    }
  }

  private void start(Attempt attempt, Executor thread) {
    ExecuteTask task = attempt.task();
    try {
      TaskMethod method = null;
      InfiniticException problem = null;
      try {
        method =
            service
                .methods()
                .find(task.task(), task.arguments(), service.environment().payloads())
                .orElse(null);
      } catch (IllegalArgumentException e) { // several methods take such arguments
        problem = new InfiniticException(String.valueOf(e.getMessage()), e);
      }
      if (method == null) {
        if (problem == null) {
          String unknown = service.definition().unknown(task.task(), task.arguments().size());
          problem = new InfiniticException("service " + unknown);
        }
        // By the policy: while a new version is rolled out, the next worker may have it.
        attempt
            .report()
            .failed(
                problem, false, RetryDecision.of(task, service.settings().retry(), null, problem));
        slots.release();
      } else if (method.batch() != null) {
        batches.add(method, method.batch(), attempt);
      } else {
        thread.execute(new SingleExecution(service, method, attempt, executions, slots));
      }
    } catch (RuntimeException | Error e) { // such as: no more threads
      attempt.report().lost(e);
      slots.release();
    }
  }

  @Override
  public void stop() {
    batches.close();
    executions.close();
    service.threads().shutdownNow();
  }
}
