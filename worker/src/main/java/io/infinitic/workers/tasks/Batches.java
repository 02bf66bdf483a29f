package io.infinitic.workers.tasks;

import io.infinitic.workers.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts tasks of one method and batch key together, until a batch is full or its first task has
 * waited long enough.
 */
final class Batches {

  private record Kind(TaskMethod method, @Nullable String key) {}

  private final Service service;
  private final Executions executions;
  private final Slots slots;
  private final Map<Kind, List<Attempt>> gathering = new HashMap<>();

  Batches(Service service, Executions executions, Slots slots) {
    this.service = service;
    this.executions = executions;
    this.slots = slots;
  }

  synchronized void add(TaskMethod method, BatchMethod batch, Attempt attempt) {
    Kind kind = new Kind(method, Attempt.batchKey(attempt.task()));
    List<Attempt> attempts = gathering.get(kind);
    if (attempts == null) {
      List<Attempt> first = new ArrayList<>();
      attempts = first;
      gathering.put(kind, first);
      service
          .environment()
          .timer()
          .schedule(() -> waitedFor(kind, first), batch.maxMillis(), TimeUnit.MILLISECONDS);
    }
    attempts.add(attempt);
    if (attempts.size() == batch.maxMessages()) {
      run(kind, attempts);
    }
  }

  /** Gives back what has not begun. */
  synchronized void close() {
    gathering
        .values()
        .forEach(
            attempts ->
                attempts.forEach(
                    attempt -> {
                      attempt.report().givenBack();
                      slots.release();
                    }));
    gathering.clear();
  }

  private synchronized void waitedFor(Kind kind, List<Attempt> attempts) {
    if (gathering.get(kind) == attempts) {
      run(kind, attempts);
    }
  }

  private void run(Kind kind, List<Attempt> attempts) {
    gathering.remove(kind);
    BatchMethod batch = kind.method().batch();
    if (batch != null) {
      service
          .threads()
          .execute(new BatchExecution(service, kind.method(), batch, attempts, executions, slots));
    }
  }
}
