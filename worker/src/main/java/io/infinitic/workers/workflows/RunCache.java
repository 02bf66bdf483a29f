package io.infinitic.workers.workflows;

import io.infinitic.workers.replay.RunExecution;
import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs that stay in memory between WorkflowTasks, the least recently used leaving first. Each holds
 * a thread per waiting branch, so their number is bounded.
 */
final class RunCache {

  private final int capacity;
  private final LinkedHashMap<String, RunExecution> runs = new LinkedHashMap<>();
  private boolean closed;

  /**
   * @param capacity most runs kept; 0 keeps none, so that every WorkflowTask replays from the start
   */
  RunCache(int capacity) {
    this.capacity = capacity;
  }

  /** Takes a run out; null if it is not there. */
  synchronized @Nullable RunExecution take(String runId) {
    return runs.remove(runId);
  }

  /** Puts a run in; what has to leave for it is closed. */
  void put(String runId, RunExecution run) {
    RunExecution leaving = null;
    synchronized (this) {
      if (capacity == 0 || closed) {
        leaving = run;
      } else {
        RunExecution other = runs.put(runId, run);
        if (other != null && other != run) {
          leaving = other;
        } else if (runs.size() > capacity) {
          Iterator<RunExecution> eldest = runs.values().iterator();
          leaving = eldest.next();
          eldest.remove();
        }
      }
    }
    if (leaving != null) {
      leaving.close();
    }
  }

  /** Closes all, and from now on what is put in. */
  synchronized void clear() {
    closed = true;
    runs.values().forEach(RunExecution::close);
    runs.clear();
  }
}
