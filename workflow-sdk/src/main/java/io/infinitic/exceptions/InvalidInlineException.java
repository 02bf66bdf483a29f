package io.infinitic.exceptions;

/** An inline function calls a stub or waits. */
public class InvalidInlineException extends InfiniticException {

  public InvalidInlineException(String message) {
    super(message);
  }
}
