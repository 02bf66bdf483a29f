package io.infinitic.workers.workflows;

import io.infinitic.engine.CodeFailure;
import io.infinitic.engine.Tasks;
import io.infinitic.schemas.ExecuteWorkflowTask;
import io.infinitic.schemas.Failure;
import io.infinitic.wire.Wording;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says why WorkflowTasks could not be decided, and does not say the same again and again. */
final class FailureLog {

  private static final Logger LOG = LoggerFactory.getLogger(WorkflowWorker.class);
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String workflow;
  private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
  private final AtomicLong unsaid = new AtomicLong();

  FailureLog(String workflow) {
    this.workflow = workflow;
  }

  void log(ExecuteWorkflowTask task, Failure failure, boolean infrastructure) {
    String text = Wording.of(failure);
    if (infrastructure) {
      logInfrastructure(task, text);
    } else if (text.equals(task.stuckBy())) {
      LOG.debug("workflow {}, id {}, is still stuck: {}", workflow, task.workflowId(), text);
    } else {
      LOG.warn(
          "INF-2001 workflow {}, id {}, could not decide WorkflowTask {}, attempt {}: {}{}",
          workflow,
          task.workflowId(),
          task.number(),
          task.attempt(),
          CodeFailure.text(failure),
          task.failures() + 1 < Tasks.STUCK_AFTER
              ? ". It is tried again"
              : ". The run is STUCK now: it is tried again every few minutes, at once by a worker"
                  + " with other code, and by retryWorkflowTask."
                  + CodeFailure.hint(failure));
    }
  }

  /** It concerns many runs at the same time: one line stands for all. */
  private void logInfrastructure(ExecuteWorkflowTask task, String text) {
    long now = System.nanoTime();
    long next = nextAt.get();
    if (now - next >= 0 && nextAt.compareAndSet(next, now + BETWEEN_NANOS)) {
      LOG.warn(
          "INF-2031 workflow {}, id {}, could not decide WorkflowTask {}, attempt {}, and not"
              + " because of its code: {}. It is tried again until that works (lines like this"
              + " that were left out since the last one: {})",
          workflow,
          task.workflowId(),
          task.number(),
          task.attempt(),
          text,
          unsaid.getAndSet(0));
    } else {
      unsaid.incrementAndGet();
    }
  }
}
