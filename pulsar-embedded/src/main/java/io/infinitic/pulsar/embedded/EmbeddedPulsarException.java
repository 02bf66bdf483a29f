package io.infinitic.pulsar.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded Pulsar cannot start; the message says what to do. */
public final class EmbeddedPulsarException extends RuntimeException {

  EmbeddedPulsarException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
