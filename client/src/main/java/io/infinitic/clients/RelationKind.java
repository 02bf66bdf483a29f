package io.infinitic.clients;

/** What a run asked of another workflow. */
public enum RelationKind {
  /** To run, as its child. */
  CHILD,
  /** To run a method. */
  CALL,
  /** To take a signal. */
  SIGNAL,
  /** To end. */
  CANCEL
}
