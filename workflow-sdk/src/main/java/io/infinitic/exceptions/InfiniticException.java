package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/** Root of all exceptions of Infinitic. */
public class InfiniticException extends RuntimeException {

  public InfiniticException(String message) {
    super(message);
  }

  public InfiniticException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
