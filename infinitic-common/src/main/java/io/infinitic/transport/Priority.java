package io.infinitic.transport;

/** Which of the waiting tasks of a service a worker takes first. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW;

  /** Above 0: high; below 0: low. */
  public static Priority of(int priority) {
    return priority > 0 ? HIGH : priority < 0 ? LOW : NORMAL;
  }
}
