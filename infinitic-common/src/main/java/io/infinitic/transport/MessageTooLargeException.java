package io.infinitic.transport;

/** The broker will never take a message of this size. */
public final class MessageTooLargeException extends MessageRefusedException {

  public MessageTooLargeException(String message) {
    super(message);
  }
}
