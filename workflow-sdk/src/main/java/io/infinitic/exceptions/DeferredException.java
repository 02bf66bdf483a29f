package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** What was waited for did not complete. A workflow that lets it pass fails by it. */
public abstract class DeferredException extends InfiniticException {

  protected DeferredException(String message) {
    super(message);
  }

  /** Caused by what was thrown elsewhere; null if nothing was. */
  protected DeferredException(String message, @Nullable Failure failure) {
    super(message, RemoteException.of(failure));
  }
}
