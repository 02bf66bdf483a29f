package io.infinitic.transport;

/** A position is behind the end of the log: it is of another log, or the log has lost messages. */
public final class PositionAheadException extends RuntimeException {

  /**
   * @param last what the log ends with
   */
  public PositionAheadException(Position position, String last) {
    super("the state is of position " + position + ", and the log ends with " + last);
  }
}
