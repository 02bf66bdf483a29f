package io.infinitic.exceptions;

/** What was waited for did not complete. A workflow that lets it pass fails by it. */
public abstract class DeferredException extends InfiniticException {

  protected DeferredException(String message) {
    super(message);
  }
}
