package io.infinitic.workers.tasks;

import io.infinitic.schemas.ExecuteTask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names a task in what its thread logs. When the task has ended, the thread has the logging context
 * that it had before: what the task has put there must not name the next one.
 */
public final class LoggingContext implements AutoCloseable {

  private final @Nullable Map<String, String> before = MDC.getCopyOfContextMap();

  /** With more entries than the thread has. */
  public LoggingContext(Map<String, String> entries) {
    entries.forEach(MDC::put);
  }

  /** A batch is named by its lines themselves: there is no single attempt. */
  static LoggingContext of(List<Attempt> attempts) {
    if (attempts.size() != 1) {
      return new LoggingContext(Map.of());
    }
    ExecuteTask task = attempts.get(0).task();
    return new LoggingContext(
        Map.of(
            "workflowId",
            task.workflowId(),
            "taskId",
            task.taskId(),
            "attempt",
            Integer.toString(task.attempt())));
  }

  @Override
  public void close() {
    if (before == null) {
      MDC.clear();
    } else {
      MDC.setContextMap(before);
    }
  }
}
