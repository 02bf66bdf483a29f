package io.infinitic.workers.tasks;

import io.infinitic.schemas.ExecuteTask;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names the attempt in what its thread logs, and gives the thread back what it had. A batch is
 * named by its lines themselves: there is no single attempt.
 */
final class LoggingContext implements AutoCloseable {

  private final Map<String, @Nullable String> before = new HashMap<>();

  LoggingContext(List<Attempt> attempts) {
    if (attempts.size() == 1) {
      ExecuteTask task = attempts.get(0).task();
      put("workflowId", task.workflowId());
      put("taskId", task.taskId());
      put("attempt", Integer.toString(task.attempt()));
    }
  }

  private void put(String key, String value) {
    before.put(key, MDC.get(key));
    MDC.put(key, value);
  }

  @Override
  public void close() {
    before.forEach(
        (key, value) -> {
          if (value == null) {
            MDC.remove(key);
          } else {
            MDC.put(key, value);
          }
        });
  }
}
