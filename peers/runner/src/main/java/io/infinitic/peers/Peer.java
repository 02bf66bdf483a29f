package io.infinitic.peers;

/** An engine that was started, with all that its workflows need. Thread-safe. */
public interface Peer extends AutoCloseable {

  /** A workflow that was started. */
  @FunctionalInterface
  interface Run {

    /** Waits until whoever started it has the result; throws if that is not the text. */
    void await() throws Exception;
  }

  /**
   * Starts a workflow of so many tasks, one after the other. The first is given the text, each next
   * one what the one before has returned, and each returns what it was given.
   */
  Run start(int tasks, String text) throws Exception;

  /** What runs, with versions, such as "Temporal Java SDK 1.38.0". */
  String version();
}
