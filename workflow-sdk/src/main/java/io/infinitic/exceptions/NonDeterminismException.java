package io.infinitic.exceptions;

/**
 * Workflow code does not repeat what its history says. The message names what was expected, what
 * came, the event and the line of the code.
 */
public class NonDeterminismException extends InfiniticException {
  private final String expected;
  private final String actual;
  private final long eventNumber;

  public NonDeterminismException(String message, String expected, String actual, long eventNumber) {
    super(message);
    this.expected = expected;
    this.actual = actual;
    this.eventNumber = eventNumber;
  }

  /** What the history says. */
  public String getExpected() {
    return expected;
  }

  /** What the code did. */
  public String getActual() {
    return actual;
  }

  /** Number of the event in the history that does not fit. */
  public long getEventNumber() {
    return eventNumber;
  }
}
