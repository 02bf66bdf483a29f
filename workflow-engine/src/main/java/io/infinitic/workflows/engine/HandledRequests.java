package io.infinitic.workflows.engine;

import static io.infinitic.engine.RowKind.RECENT_OF_WORKFLOW;
import static io.infinitic.engine.RowKind.REQUEST;

import io.infinitic.engine.Fold;
import io.infinitic.engine.Ids;
import io.infinitic.engine.Recent;
import io.infinitic.schemas.HandledRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Marks of the requests that were carried out for a workflow id, so that a repetition of one acts
 * on nothing. A client repeats a request at least once a minute until it is answered, and each
 * repetition renews the mark. What another run asks for is sent again when its partition has been
 * taken over, however long that takes: those marks are kept for as long as the log is.
 */
final class HandledRequests {

  private static final Recent OF_CLIENTS =
      Recent.of("client", RECENT_OF_WORKFLOW, 10 * Recent.MINUTE);
  private static final Recent OF_RUNS = Recent.of("run", RECENT_OF_WORKFLOW, 24 * Recent.HOUR);
  private static final long RENEWED_AFTER_MILLIS = 30_000;

  /** Most workflow ids have no more: these are kept without an order. */
  private static final int FEW = 8;

  private HandledRequests() {}

  /**
   * Remembers a request.
   *
   * @param runId the run that it was carried out on; empty if it must not be carried out
   */
  static void add(Fold fold, String workflowId, String requestId, String runId) {
    fold.rows()
        .put(workflowId, REQUEST, requestId, new HandledRequest(requestId, runId, fold.now()));
    if (!OF_RUNS.isUnused(fold, workflowId) || !OF_CLIENTS.isUnused(fold, workflowId)) {
      inOrder(fold, workflowId, requestId);
      return;
    }
    Set<String> all = fold.rows().all(workflowId, REQUEST).keySet();
    if (all.size() > FEW) {
      all.forEach(id -> inOrder(fold, workflowId, id));
    }
  }

  private static void inOrder(Fold fold, String workflowId, String requestId) {
    Recent recent = Ids.isDerived(requestId) ? OF_RUNS : OF_CLIENTS;
    recent.add(
        fold,
        workflowId,
        requestId,
        Recent.ROW,
        (id, through) -> {
          HandledRequest mark = fold.rows().get(workflowId, REQUEST, id);
          if (mark != null && mark.atMillis() <= through) {
            fold.rows().remove(workflowId, REQUEST, id);
          }
        });
  }

  /** The mark of a request that has come before. */
  static @Nullable HandledRequest find(Fold fold, String workflowId, String requestId) {
    HandledRequest mark = fold.rows().get(workflowId, REQUEST, requestId);
    if (mark != null && mark.atMillis() < fold.now() - RENEWED_AFTER_MILLIS) {
      add(fold, workflowId, requestId, mark.runId());
    }
    return mark;
  }
}
