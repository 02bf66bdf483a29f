package io.infinitic.workers.replay;

import io.infinitic.exceptions.InfiniticException;

/** The process gives no thread to workflow code. */
public final class NoThreadException extends InfiniticException {
  NoThreadException(String message) {
    super(message);
  }
}
