package io.infinitic.clients;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at runs that somebody has waited for for a while, and says which of them cannot end without
 * a person: nobody else may look.
 */
final class SlowWaits {

  private static final Logger LOG = LoggerFactory.getLogger(InfiniticClient.class);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_IN_A_SECOND = 2;

  private final Function<String, CompletableFuture<WorkflowDescription>> describe;
  private long secondNanos = System.nanoTime();
  private int looked;

  /**
   * @param describe the latest run with a workflow id
   */
  SlowWaits(Function<String, CompletableFuture<WorkflowDescription>> describe) {
    this.describe = describe;
  }

  /**
   * A look asks engine, broker and workers; many must not cost as much as the work. Each comes
   * again.
   */
  private synchronized boolean mayLook() {
    long now = System.nanoTime();
    if (now - secondNanos > SECOND_NANOS) {
      secondNanos = now;
      looked = 0;
    }
    return looked++ < MOST_IN_A_SECOND;
  }

  /** Somebody waits for the result, and has done so for that long. */
  void look(String workflowId, CompletableFuture<?> result, long waitedMillis) {
    if (!mayLook()) {
      return;
    }
    Duration waited = Duration.ofSeconds(waitedMillis / 1_000);
    describe
        .apply(workflowId)
        .whenComplete(
            (run, error) -> {
              if (result.isDone()) {
                return;
              }
              if (error != null) {
                LOG.warn(
                    "INF-2016 workflow id {} has been waited for for {}, and nothing is heard of it:"
                        + " {}",
                    workflowId,
                    waited,
                    Replies.cause(error).getMessage());
              } else {
                problem(run)
                    .ifPresent(
                        why ->
                            LOG.warn(
                                "INF-2016 workflow {}, id {}, has been waited for for {}, and does"
                                    + " not go on: {}",
                                run.name(),
                                run.workflowId(),
                                waited,
                                why));
              }
            });
  }

  /** Why it does not go on by itself; empty if it does, or waits for what may come. */
  static Optional<String> problem(WorkflowDescription run) {
    if (run.state() == WorkflowState.STUCK) {
      return Optional.of(
          "it is STUCK. "
              + run.incidents().stream()
                  .map(WorkflowDescription.Incident::message)
                  .collect(Collectors.joining("; ")));
    } else if (run.state() == WorkflowState.SUSPENDED) {
      return Optional.of("it is SUSPENDED; resume it");
    }
    return run.pendingTasks().stream()
        .flatMap(
            task ->
                task
                    .problem()
                    .filter(why -> why.startsWith(Shortages.NO_WORKER)) // else it is load, and ends
                    .map(why -> task.name() + " waits: " + why)
                    .stream())
        .findFirst();
  }
}
