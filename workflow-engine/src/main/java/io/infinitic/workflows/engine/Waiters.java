package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.RECENT_OF_RUN;
import static io.infinitic.engine.RowKind.WAITER;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Recent;
import io.infinitic.schemas.MethodEnded;
import io.infinitic.schemas.MethodOutcome;
import io.infinitic.schemas.RunState;
import io.infinitic.schemas.Waiter;

/**
 * Callers that wait for the outcome of a method. A client that waits asks again from time to time;
 * one that has not done so for long is gone, and is forgotten when others come. A run that waits
 * asks once.
 */
final class Waiters {

  /** Clients ask again after a quarter of it at most. */
  private static final long PATIENCE_MILLIS = Recent.HOUR;

  /** All that are older are gone; of ten thousand others, those that are forgotten ask again. */
  private static final Recent RECENT =
      new Recent("waiter", RECENT_OF_RUN, PATIENCE_MILLIS, 0, 10_000 * Recent.ROW);

  private static final long RENEWED_AFTER_MILLIS = 30_000;

  private Waiters() {}

  static void add(Fold fold, RunState run, String methodId, Runs.Request request) {
    String runId = run.runId();
    String id = request.requestId();
    Waiter before = fold.rows().get(runId, WAITER, id);
    boolean isOwnCaller = methodId.equals(id); // of each method there is one at most
    boolean isBounded = request.caller() == null && !isOwnCaller;
    if (isBounded && RECENT.isUnused(fold, runId)) {
      fold.rows().all(runId, WAITER).forEach((known, waiter) -> bound(fold, runId, known, waiter));
    }
    Waiter waiter = new Waiter(id, methodId, request.replyTo(), request.caller(), fold.now());
    fold.rows().put(runId, WAITER, id, waiter);
    if (isBounded && (before == null || before.atMillis() < fold.now() - RENEWED_AFTER_MILLIS)) {
      bound(fold, runId, id, waiter);
    }
  }

  private static void bound(Fold fold, String runId, String waiterId, Waiter waiter) {
    if (waiter.caller() != null || waiter.methodId().equals(waiterId)) {
      return;
    }
    RECENT.add(
        fold,
        runId,
        waiterId,
        Recent.ROW,
        (id, through) -> {
          Waiter known = fold.rows().get(runId, WAITER, id);
          if (known != null && known.atMillis() <= through) {
            fold.rows().remove(runId, WAITER, id);
          }
        });
  }

  /** Tells the outcome to those that wait for it. */
  static void answer(Fold fold, RunState run, String methodId, MethodOutcome outcome) {
    fold.rows()
        .all(run.runId(), WAITER)
        .forEach(
            (id, waiter) -> {
              if (waiter.methodId().equals(methodId)) {
                fold.rows().remove(run.runId(), WAITER, id);
                fold.answer(
                    waiter.replyTo(),
                    waiter.caller(),
                    new MethodEnded(
                        id, run.workflowId(), run.runId(), run.workflowName(), outcome));
              }
            });
  }

  /** They wait for a method of the run that follows. */
  static void move(Fold fold, String fromRun, String fromMethod, RunState to, String toMethod) {
    fold.rows()
        .all(fromRun, WAITER)
        .forEach(
            (id, waiter) -> {
              if (waiter.methodId().equals(fromMethod)) {
                fold.rows().remove(fromRun, WAITER, id);
                Waiter moved = waiter.withMethodId(toMethod);
                fold.rows().put(to.runId(), WAITER, id, moved);
                bound(fold, to.runId(), id, moved);
              }
            });
  }
}
