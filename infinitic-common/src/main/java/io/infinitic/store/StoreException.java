package io.infinitic.store;

import org.jspecify.annotations.Nullable;

/** The store cannot be reached or read now. */
public class StoreException extends RuntimeException {

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
