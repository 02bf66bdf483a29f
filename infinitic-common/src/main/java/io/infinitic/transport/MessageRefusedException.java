package io.infinitic.transport;

/**
 * The broker will not take a message, whenever it is sent: of this size, under this name, or with
 * this schema.
 */
public class MessageRefusedException extends RuntimeException {

  public MessageRefusedException(String message) {
    super(message);
  }
}
