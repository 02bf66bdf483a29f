package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.METHOD;
import static io.infinitic.engine.RowKind.RECENT_OF_RUN;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Recent;
import io.infinitic.schemas.MethodState;
import io.infinitic.schemas.RunState;
import io.infinitic.wire.Sizes;

/**
 * Outcomes of the methods that a run was called for. They are kept for callers whose answer was
 * lost, and for those that ask for them later; but a run may be called for years. That of the main
 * method stays.
 */
final class Outcomes {

  private static final Recent RECENT = Recent.of("method", RECENT_OF_RUN, 10 * Recent.MINUTE);

  private Outcomes() {}

  static void ended(Fold fold, RunState run, MethodState method) {
    if (method.methodId().equals(run.mainMethodId())) {
      return;
    }
    if (RECENT.isUnused(fold, run.runId())) { // there may be those of a version that kept all
      fold.rows()
          .all(run.runId(), METHOD)
          .values()
          .forEach(
              known -> {
                boolean isOther = !known.methodId().equals(method.methodId());
                if (isOther && isPassing(run, known)) {
                  add(fold, run, known);
                }
              });
    }
    add(fold, run, method);
  }

  private static void add(Fold fold, RunState run, MethodState method) {
    String runId = run.runId();
    RECENT.add(
        fold,
        runId,
        method.methodId(),
        Recent.ROW + Sizes.of(method),
        (id, through) -> {
          MethodState known = fold.rows().get(runId, METHOD, id);
          if (known != null && isPassing(run, known)) {
            fold.rows().remove(runId, METHOD, id);
          }
        });
  }

  private static boolean isPassing(RunState run, MethodState method) {
    return method.outcome() != null && !method.methodId().equals(run.mainMethodId());
  }
}
