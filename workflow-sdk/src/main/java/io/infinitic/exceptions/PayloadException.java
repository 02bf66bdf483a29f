package io.infinitic.exceptions;

/** A value cannot be written or read back; the message names its type and where. */
public class PayloadException extends InfiniticException {

  public PayloadException(String message) {
    super(message);
  }
}
