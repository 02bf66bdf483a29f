package io.infinitic.wire;

import org.jspecify.annotations.Nullable;

/** The bytes of a message are not what its topic promises. */
public final class UndecodableMessageException extends RuntimeException {

  public UndecodableMessageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
