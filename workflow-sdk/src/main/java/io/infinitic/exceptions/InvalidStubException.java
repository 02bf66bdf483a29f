package io.infinitic.exceptions;

/** A stub cannot be made, or is used in a way that is not possible. */
public class InvalidStubException extends InfiniticException {

  public InvalidStubException(String message) {
    super(message);
  }
}
