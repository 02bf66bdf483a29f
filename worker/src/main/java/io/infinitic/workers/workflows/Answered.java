package io.infinitic.workers.workflows;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.infinitic.schemas.ExecuteWorkflowTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this worker has answered to the WorkflowTasks that came last, of each run. While workers are
 * slow, the engine repeats WorkflowTasks; but any answer is an answer to all attempts of a
 * WorkflowTask, so a repetition that was sent before the answer calls for no work.
 */
final class Answered {

  private static final int MOST_RUNS = 20_000;

  /**
   * Repetitions that come so soon after an answer are old ones. Later ones say that the engine may
   * not have taken it.
   */
  private static final long OLD_MILLIS = 60_000;

  private final Cache<String, Answer> answers =
      Caffeine.newBuilder().maximumSize(MOST_RUNS).executor(Runnable::run).build();
  private final LongSupplier nanoTime;

  Answered(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static final class Answer {
    private final int number;
    private final int attempt;
    private final boolean isDecision;
    private final CompletableFuture<Void> sent;
    private volatile long sentAtNanos;

    private Answer(
        int number, int attempt, boolean isDecision, CompletableFuture<Void> sent, long now) {
      this.number = number;
      this.attempt = attempt;
      this.isDecision = isDecision;
      this.sent = sent;
      sentAtNanos = now;
    }
  }

  /** What a delivery calls for. */
  enum Need {
    /** Nothing: it is answered. */
    NOTHING,
    /** To be decided. */
    DECISION,
    /** To be decided if the engine still wants it. */
    CLAIM
  }

  Need of(ExecuteWorkflowTask task) {
    Answer last = answers.getIfPresent(task.runId());
    if (last == null || last.number < task.number()) {
      // With a first attempt, there is nothing that could have been answered, but for a crash.
      return task.attempt() == 1 ? Need.DECISION : Need.CLAIM;
    }
    boolean isLater = task.number() == last.number && task.attempt() > last.attempt;
    if (isLater && !last.isDecision) {
      return Need.DECISION;
    }
    boolean isRepeated = isLater || (task.number() < last.number && task.attempt() > 1);
    return isRepeated && isLongAgo(last) ? Need.CLAIM : Need.NOTHING;
  }

  private boolean isLongAgo(Answer last) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - last.sentAtNanos);
    return last.sent.isDone() && millis >= OLD_MILLIS;
  }

  /** Completes when the answer that there is to it has left this process. */
  CompletableFuture<Void> sent(ExecuteWorkflowTask task) {
    Answer last = answers.getIfPresent(task.runId());
    return last == null || last.number > task.number()
        ? CompletableFuture.completedFuture(null)
        : last.sent;
  }

  /**
   * Keeps an answer as long as it may have been heard.
   *
   * @param isDecision whether it is one; a failure calls for another attempt
   */
  void keep(ExecuteWorkflowTask task, boolean isDecision, CompletableFuture<Void> sent) {
    Answer answer =
        new Answer(task.number(), task.attempt(), isDecision, sent, nanoTime.getAsLong());
    answers.put(task.runId(), answer);
    sent.whenComplete((nothing, error) -> completed(task.runId(), answer, error));
  }

  private void completed(String runId, Answer answer, @Nullable Throwable error) {
    answer.sentAtNanos = nanoTime.getAsLong();
    if (error != null) {
      answers.asMap().remove(runId, answer);
    }
  }
}
