package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of another process, whose class this process may not have. Its message
 * has the name of that class; its stack frames are those of the other process.
 */
public final class RemoteException extends InfiniticException {

  private final Failure failure;

  RemoteException(Failure failure) {
    super(text(failure), of(failure.getCause()));
    this.failure = failure;
  }

  /**
   * What was thrown, as an exception: one of this package as itself, another as a {@code
   * RemoteException}, with all its causes.
   *
   * @param failure null, or one without name, if nothing was thrown
   */
  static @Nullable Throwable of(@Nullable Failure failure) {
    if (failure == null || failure.getName().isEmpty()) {
      return null;
    }
    Throwable known = KnownExceptions.of(failure);
    Throwable thrown = known == null ? new RemoteException(failure) : known;
    RemoteFrames.give(failure.getStackTrace(), thrown);
    return thrown;
  }

  /** What was thrown. */
  public Failure getFailure() {
    return failure;
  }

  /** The stack trace of this process says nothing. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  private static String text(Failure failure) {
    String message = failure.getMessage();
    return message == null ? failure.getName() : failure.getName() + ": " + message;
  }
}
