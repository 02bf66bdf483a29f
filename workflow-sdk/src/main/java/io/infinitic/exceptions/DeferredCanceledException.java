package io.infinitic.exceptions;

/**
 * What was awaited had been cancelled by the workflow's own code: a timer, a receive, a combination
 * of deferreds. The run itself is not cancelled.
 */
public final class DeferredCanceledException extends DeferredException {

  public DeferredCanceledException(String message) {
    super(message);
  }
}
