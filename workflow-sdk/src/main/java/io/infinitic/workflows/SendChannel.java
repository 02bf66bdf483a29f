package io.infinitic.workflows;

/**
 * The end of a channel that signals are sent to. A workflow interface offers it by a method without
 * parameters: {@code SendChannel<String> getNotes();}
 */
public interface SendChannel<T> {

  /**
   * Sends a signal. Returns when the run has accepted it; then it is not lost.
   *
   * @throws io.infinitic.exceptions.WorkflowUnknownException if the run has ended, or there is none
   */
  void send(T signal);
}
