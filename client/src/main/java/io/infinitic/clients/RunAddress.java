package io.infinitic.clients;

import io.infinitic.exceptions.WorkflowUnknownException;
import io.infinitic.schemas.FindRun;
import io.infinitic.schemas.RunFound;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a run is found: by its workflow id, the latest, or that of a run id.
 *
 * @param workflowId says which partition has it
 * @param runId the run; null for the latest
 * @param isLatest whether it is the latest with its workflow id
 */
record RunAddress(String workflowId, @Nullable String runId, boolean isLatest) {

  static RunAddress latest(String workflowId) {
    return new RunAddress(workflowId, null, true);
  }

  /**
   * Asks for a run by an id of either kind: first by the workflow id, and if there is none, by the
   * run id.
   *
   * @param request fails with {@link WorkflowUnknownException} if there is no such run
   */
  static <T> CompletableFuture<T> byAnyId(
      Calls calls, String id, Function<RunAddress, CompletableFuture<T>> request) {
    return request
        .apply(latest(id))
        .exceptionallyCompose(
            error ->
                isUnknown(error)
                    ? find(calls, id, error).thenCompose(request)
                    : CompletableFuture.failedFuture(error));
  }

  private static boolean isUnknown(Throwable error) {
    return Replies.cause(error) instanceof WorkflowUnknownException;
  }

  /** Fails with what is known if no partition has a run with the id. */
  private static CompletableFuture<RunAddress> find(Calls calls, String runId, Throwable unknown) {
    List<CompletableFuture<Object>> replies =
        calls.askAll(requestId -> new FindRun(requestId, runId, calls.replyTo()));
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              for (CompletableFuture<Object> reply : replies) {
                RunFound found = (RunFound) reply.join();
                if (found.workflowId() != null) {
                  return new RunAddress(found.workflowId(), runId, found.isLatest());
                }
              }
              throw new CompletionException(Replies.cause(unknown));
            });
  }

  /**
   * What is asked of the latest run only.
   *
   * @throws WorkflowUnknownException if there is a later one
   */
  RunAddress requireLatest() {
    if (!isLatest) {
      throw new WorkflowUnknownException(
          "",
          workflowId,
          runId,
          Descriptions.because("it has ended, and a later run has its workflow id"));
    }
    return this;
  }
}
