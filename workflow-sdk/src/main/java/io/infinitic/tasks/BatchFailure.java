package io.infinitic.tasks;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Thrown by a {@link io.infinitic.annotations.Batch} method of which some tasks have failed: those
 * fail, and may be retried, each for itself; the others complete.
 */
public final class BatchFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Map<String, ?> results;
  private final transient Map<String, ? extends Throwable> failures;

  /**
   * @param results what the tasks that succeeded return, by task id
   * @param failures why the others did not, by task id
   */
  public BatchFailure(Map<String, ?> results, Map<String, ? extends Throwable> failures) {
    super(
        failures.size() == 1
            ? "a task of a batch has failed"
            : failures.size() + " tasks of a batch have failed");
    this.results = Collections.unmodifiableMap(new HashMap<>(results)); // may have nulls
    this.failures = Map.copyOf(failures);
  }

  /** By task id. */
  public Map<String, ?> getResults() {
    return results;
  }

  /** By task id. */
  public Map<String, ? extends Throwable> getFailures() {
    return failures;
  }
}
