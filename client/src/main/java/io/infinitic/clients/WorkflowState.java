package io.infinitic.clients;

/** State of a run. */
public enum WorkflowState {
  /** Open: its code has something to decide, or waits. */
  RUNNING(true),
  /** Open, but its code fails to decide; an incident says why. Its events are kept for it. */
  STUCK(true),
  /** Open, but an operator holds it back until {@code resume}. */
  SUSPENDED(true),
  /** Ended with a result. */
  COMPLETED(false),
  /** Ended by a failure of its own. */
  FAILED(false),
  /** Ended by {@code cancel}, after it could clean up. */
  CANCELED(false),
  /** Ended at once by {@code terminate}. */
  TERMINATED(false),
  /** Ended because it took longer than its timeout. */
  TIMED_OUT(false),
  /** Ended; the next run under its id goes on. */
  CONTINUED_AS_NEW(false);

  private final boolean open;

  WorkflowState(boolean open) {
    this.open = open;
  }

  /** Returns whether the run has not ended. */
  public boolean isOpen() {
    return open;
  }
}
