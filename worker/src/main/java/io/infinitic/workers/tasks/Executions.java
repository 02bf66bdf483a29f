package io.infinitic.workers.tasks;

import io.infinitic.schemas.HostedTask;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs now. The engine is told at once of what has a limit, and of the rest only when it
 * lasts, so that short tasks do not cost a message; then again and again, as it answers when an
 * attempt is not wanted any more.
 */
final class Executions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Executions.class);
  private static final long TICK_MILLIS = 250;
  private static final long FIRST_MILLIS = 1_000;
  private static final long AGAIN_MILLIS = 30_000;
  private static final long STOPPING_MILLIS = 1_000;

  private final TaskEnvironment environment;

  /** Each with the time when it is announced next. */
  private final Map<Execution, Long> running = new ConcurrentHashMap<>();

  private final ScheduledFuture<?> ticks;
  private volatile boolean closed;

  Executions(TaskEnvironment environment) {
    this.environment = environment;
    ticks =
        environment
            .timer()
            .scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void add(Execution execution) {
    boolean limited = execution.isLimited();
    running.put(execution, now() + (limited ? AGAIN_MILLIS : FIRST_MILLIS));
    for (Attempt attempt : execution.attempts()) {
      environment
          .inbox()
          .expect(Attempt.key(attempt.task()), unwanted -> execution.unwanted(attempt));
    }
    if (limited) {
      execution.announce();
    }
    if (closed) {
      execution.close();
    }
  }

  void remove(Execution execution) {
    if (running.remove(execution) != null) {
      execution.attempts().forEach(one -> environment.inbox().forget(Attempt.key(one.task())));
    }
    synchronized (this) {
      notifyAll();
    }
  }

  /** What runs, as others see it. */
  List<HostedTask> hosted() {
    return running.keySet().stream().flatMap(execution -> execution.hosted().stream()).toList();
  }

  /** Stops all, waits a little, and gives back what goes on. */
  @Override
  public void close() {
    closed = true;
    ticks.cancel(false);
    running.keySet().forEach(Execution::close);
    awaitEnds();
    running
        .keySet()
        .forEach(
            execution -> execution.attempts().forEach(attempt -> attempt.report().givenBack()));
  }

  private synchronized void awaitEnds() {
    long deadline = now() + STOPPING_MILLIS;
    try {
      while (!running.isEmpty() && now() < deadline) {
        wait(Math.max(1, deadline - now()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    long now = now();
    running.forEach(
        (execution, due) -> {
          if (now >= due && running.replace(execution, due, now + AGAIN_MILLIS)) {
            announce(execution);
          }
        });
  }

  /** What goes wrong with one must not end the ticks of all. */
  private static void announce(Execution execution) {
    try {
      execution.announce();
    } catch (Throwable e) {
      LOG.warn("INF-2011 the engine could not be told that {} runs", execution.label(), e);
    }
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}
