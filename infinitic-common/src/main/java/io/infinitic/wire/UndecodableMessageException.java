package io.infinitic.wire;

import org.apache.avro.message.MissingSchemaException;
import org.jspecify.annotations.Nullable;

/** The bytes of a message are not what its topic promises. */
public final class UndecodableMessageException extends RuntimeException {

  public UndecodableMessageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * Whether stored bytes name a schema that this version does not know: as far as one can tell,
   * they are in order, and a newer version can read them.
   */
  public boolean isOfNewerVersion() {
    return getCause() instanceof MissingSchemaException;
  }
}
