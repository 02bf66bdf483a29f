package io.infinitic.workers.workflows;

import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.workers.replay.RunExecution;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs whose code was given up and goes on nevertheless. Each keeps a thread, and maybe a
 * processor, of this process; so it gets no second one, until the first has ended.
 */
final class Runaways {

  private static final Logger LOG = LoggerFactory.getLogger(WorkflowWorker.class);

  private final Map<String, Runaway> runs = new ConcurrentHashMap<>();

  private record Runaway(RunExecution run, String why) {}

  /** Keeps a run that was closed, if its code goes on. */
  void keep(String key, ExecuteWorkflowTask task, RunExecution closed) {
    closed
        .runsOnAt()
        .ifPresent(
            line -> {
              runs.put(
                  key,
                  new Runaway(
                      closed,
                      "code of this run neither waits nor ends, and its thread goes on, at %s. Mend the loop or the blocking call there, and restart the worker"
                          .formatted(line)));
              LOG.warn(
                  "INF-2030 code of workflow {}, id {}, neither waits nor ends; it is at {}. Its"
                      + " thread goes on until this worker is restarted; the run gets no other one"
                      + " here.",
                  task.workflowName(),
                  task.workflowId(),
                  line);
            });
  }

  /** Why nothing is done for a run here; empty if nothing is in the way. */
  Optional<String> of(String key) {
    Runaway known = runs.get(key);
    if (known == null) {
      return Optional.empty();
    }
    if (known.run().runsOnAt().isEmpty()) {
      runs.remove(key, known);
      return Optional.empty();
    }
    return Optional.of(known.why());
  }
}
