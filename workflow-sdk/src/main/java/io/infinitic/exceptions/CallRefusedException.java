package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** A validator of the workflow refused the call; nothing of it was recorded. */
public class CallRefusedException extends DeferredException {

  private final @Nullable Failure failure;

  public CallRefusedException(String message, @Nullable Failure failure) {
    super(failure == null ? message : message + ": " + failure, failure);
    this.failure = failure;
  }

  /** What the validator threw. */
  public @Nullable Failure getFailure() {
    return failure;
  }
}
