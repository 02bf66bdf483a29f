package io.infinitic.exceptions;

/** A wait ran out. What was waited for goes on. */
public class TimedOutException extends DeferredException {

  public TimedOutException(String message) {
    super(message);
  }
}
