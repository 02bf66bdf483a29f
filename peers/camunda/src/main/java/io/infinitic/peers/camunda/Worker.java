package io.infinitic.peers.camunda;

import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.ExternalTaskService;
import org.camunda.bpm.engine.externaltask.LockedExternalTask;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.util.SingleConsumerCondition;

/**
 * Fetches external tasks in batches, and completes each in one of its threads. One thread fetches:
 * several would be in each other's way. It does not poll: the engine wakes it when a task was
 * committed, as it does for the long polls of its REST interface.
 */
final class Worker implements AutoCloseable {

  private static final int BATCH = 100;
  private static final long LOCK_MILLIS = 60_000;
  private static final long IDLE_MILLIS = 1_000;
  private static final String ID = "peers";

  private final ExternalTaskService tasks;
  private final int threads;
  private final ThreadPoolExecutor pool;
  private final Thread fetcher = new Thread(this::fetch, "fetcher");
  private final SingleConsumerCondition wake = new SingleConsumerCondition(fetcher);
  private volatile boolean closed;

  private Worker(ExternalTaskService tasks, int threads) {
    this.tasks = tasks;
    this.threads = threads;
    pool =
        new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
  }

  static Worker start(ExternalTaskService tasks, int threads) {
    Worker worker = new Worker(tasks, threads);
    ProcessEngineImpl.EXT_TASK_CONDITIONS.addConsumer(worker.wake);
    worker.fetcher.start();
    return worker;
  }

  private void fetch() {
    while (!closed) {
      // Enough is at hand: the next batch is the larger.
      if (pool.getQueue().size() >= threads) {
        wake.await(IDLE_MILLIS);
        continue;
      }
      List<LockedExternalTask> batch =
          tasks
              .fetchAndLock(BATCH, ID)
              .topic(Processes.TOPIC, LOCK_MILLIS)
              .variables(Processes.TEXT)
              .execute();
      batch.forEach(task -> pool.execute(() -> complete(task)));
      if (batch.isEmpty()) {
        wake.await(IDLE_MILLIS);
      }
    }
  }

  private void complete(LockedExternalTask task) {
    Object text = task.getVariables().get(Processes.TEXT);
    tasks.complete(task.getId(), ID, Map.of(Processes.TEXT, text));
    wake.signal();
  }

  @Override
  public void close() throws InterruptedException {
    ProcessEngineImpl.EXT_TASK_CONDITIONS.removeConsumer(wake);
    closed = true;
    wake.signal();
    fetcher.join();
    pool.shutdown();
    pool.awaitTermination(LOCK_MILLIS, TimeUnit.MILLISECONDS);
  }
}
