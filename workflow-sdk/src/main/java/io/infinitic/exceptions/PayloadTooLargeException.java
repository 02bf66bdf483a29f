package io.infinitic.exceptions;

/** A value is larger than the limit of payloads. */
public class PayloadTooLargeException extends InfiniticException {

  public PayloadTooLargeException(String message) {
    super(message);
  }
}
