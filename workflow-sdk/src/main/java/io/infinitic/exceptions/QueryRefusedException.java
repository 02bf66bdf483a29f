package io.infinitic.exceptions;

/** A query called a stub, waited, changed a field or threw; the message tells which. */
public class QueryRefusedException extends InfiniticException {

  public QueryRefusedException(String message) {
    super(message);
  }
}
