package io.infinitic.workflows;

/** State of what a {@link Deferred} stands for. */
public enum DeferredStatus {
  /** Not ended. */
  ONGOING,
  /** There is nothing of that id. */
  UNKNOWN,
  /** Cancelled. */
  CANCELED,
  /** Failed. */
  FAILED,
  /** Completed; its value is there. */
  COMPLETED,
  /** Took too long. */
  TIMED_OUT
}
