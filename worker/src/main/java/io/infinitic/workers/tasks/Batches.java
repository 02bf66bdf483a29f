package io.infinitic.workers.tasks;

import io.infinitic.workers.Slots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts tasks of one method and batch key together, until a batch is full or its first task has
 * waited long enough.
 */
final class Batches {

  private record Kind(TaskMethod method, @Nullable String key) {}

  /** One that is not complete yet, and what ends the wait for more. */
  private static final class Gathering {
    final List<Attempt> attempts = new ArrayList<>();
    @Nullable ScheduledFuture<?> end;

    void endWait() {
      if (end != null) {
        end.cancel(false); // or it would stay in memory until it is due
      }
    }
  }

  private final Service service;
  private final Executions executions;
  private final Slots slots;
  private final Map<Kind, Gathering> gathering = new HashMap<>();
  private boolean closed;

  Batches(Service service, Executions executions, Slots slots) {
    this.service = service;
    this.executions = executions;
    this.slots = slots;
  }

  synchronized void add(TaskMethod method, BatchMethod batch, Attempt attempt) {
    if (closed) {
      giveBack(attempt);
      return;
    }
    Kind kind = new Kind(method, Attempt.batchKey(attempt.task()));
    Gathering known = gathering.get(kind);
    Gathering batchOfKind = known == null ? begin(kind, batch) : known;
    batchOfKind.attempts.add(attempt);
    if (batchOfKind.attempts.size() == batch.maxMessages()) {
      run(kind, batchOfKind);
    }
  }

  private Gathering begin(Kind kind, BatchMethod batch) {
    Gathering begun = new Gathering();
    begun.end =
        service
            .environment()
            .timer()
            .schedule(() -> waitedFor(kind, begun), batch.maxMillis(), TimeUnit.MILLISECONDS);
    gathering.put(kind, begun);
    return begun;
  }

  /** Gives back what has not begun. */
  synchronized void close() {
    closed = true;
    gathering
        .values()
        .forEach(
            waiting -> {
              waiting.endWait();
              waiting.attempts.forEach(this::giveBack);
            });
    gathering.clear();
  }

  private void giveBack(Attempt attempt) {
    attempt.report().givenBack();
    slots.release();
  }

  private synchronized void waitedFor(Kind kind, Gathering batch) {
    if (gathering.get(kind) == batch) {
      run(kind, batch);
    }
  }

  private void run(Kind kind, Gathering full) {
    gathering.remove(kind);
    full.endWait();
    try {
      BatchMethod batch = Objects.requireNonNull(kind.method().batch());
      service
          .threads()
          .execute(
              new BatchExecution(service, kind.method(), batch, full.attempts, executions, slots));
    } catch (RuntimeException | Error e) { // such as: no more threads
      for (Attempt attempt : full.attempts) {
        attempt.report().lost(e);
        slots.release();
      }
    }
  }
}
