package io.infinitic.clients;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at runs that somebody has waited for for a while, and says which of them cannot end without
 * a person: nobody else may look.
 */
final class SlowWaits {

  private static final Logger LOG = LoggerFactory.getLogger(InfiniticClient.class);

  /** A look asks engine, broker and workers; many must not cost as much as the work. */
  static final Duration PACE = Duration.ofMillis(500);

  /** What does not fit comes again. */
  private static final int MOST_IN_TURN = 10_000;

  private record Slow(String workflowId, CompletableFuture<?> result, long sinceMillis) {}

  private final Function<String, CompletableFuture<WorkflowDescription>> describe;
  private final Executor later;
  private final Map<String, Slow> inTurn = new LinkedHashMap<>();
  private boolean isPaced;

  /**
   * @param describe the latest run with a workflow id
   * @param later runs something when {@link #PACE} has passed
   */
  SlowWaits(Function<String, CompletableFuture<WorkflowDescription>> describe, Executor later) {
    this.describe = describe;
    this.later = later;
  }

  /** Somebody waits for the result, and has done so for that long: it is looked at in its turn. */
  void look(String workflowId, CompletableFuture<?> result, long waitedMillis) {
    Slow slow = new Slow(workflowId, result, System.currentTimeMillis() - waitedMillis);
    synchronized (this) {
      if (inTurn.size() < MOST_IN_TURN || inTurn.containsKey(workflowId)) {
        inTurn.put(workflowId, slow); // in the place that it has, if it has one
      }
      if (isPaced) {
        return;
      }
      isPaced = true;
    }
    lookAtNext();
  }

  private void lookAtNext() {
    Slow next = next();
    if (next != null) {
      later.execute(this::lookAtNext);
      look(next);
    }
  }

  /** The first that is still waited for; null if there is none. */
  private synchronized @Nullable Slow next() {
    Iterator<Slow> all = inTurn.values().iterator();
    while (all.hasNext()) {
      Slow first = all.next();
      all.remove();
      if (!first.result().isDone()) {
        return first;
      }
    }
    isPaced = false;
    return null;
  }

  private void look(Slow slow) {
    String workflowId = slow.workflowId();
    CompletableFuture<?> result = slow.result();
    Duration waited = Duration.ofSeconds((System.currentTimeMillis() - slow.sinceMillis()) / 1_000);
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
      return Optional.of("it is STUCK. " + Descriptions.incidents(run));
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
