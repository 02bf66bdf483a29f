package io.infinitic.transport;

/** The log no longer holds the messages after a position. */
public final class PositionLostException extends RuntimeException {

  public PositionLostException(String message) {
    super(message);
  }
}
