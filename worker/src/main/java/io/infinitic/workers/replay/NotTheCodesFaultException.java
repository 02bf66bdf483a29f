package io.infinitic.workers.replay;

import io.infinitic.exceptions.InfiniticException;
import org.jspecify.annotations.Nullable;

/** A decision cannot be made here and now: no thread, a worker that closes, one that is too old. */
public final class NotTheCodesFaultException extends InfiniticException {
  NotTheCodesFaultException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
