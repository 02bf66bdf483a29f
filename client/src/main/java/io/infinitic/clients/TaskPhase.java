package io.infinitic.clients;

/** State of an open task. */
public enum TaskPhase {
  /** On the way to a worker, or with one that has not said so. */
  DISPATCHED,
  /** A worker runs it. */
  STARTED,
  /** It has returned, and waits for somebody to complete it. */
  DELEGATED,
  /** An attempt has failed; it waits for the next one. */
  BACKOFF
}
