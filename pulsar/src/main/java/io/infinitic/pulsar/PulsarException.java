package io.infinitic.pulsar;

import org.jspecify.annotations.Nullable;

/** Pulsar cannot be reached, or does not do what it was asked. */
public final class PulsarException extends RuntimeException {

  PulsarException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
