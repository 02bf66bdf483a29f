package io.infinitic.exceptions;

import org.jspecify.annotations.Nullable;

/**
 * What was thrown somewhere else: an immutable value that crosses any number of hops, also when the
 * reader lacks the exception's class.
 */
public final class Failure {

  private final String name;
  private final @Nullable String message;
  private final String stackTrace;
  private final @Nullable Failure cause;
  private final @Nullable Object details;

  public Failure(
      String name,
      @Nullable String message,
      String stackTrace,
      @Nullable Failure cause,
      @Nullable Object details) {
    this.name = name;
    this.message = message;
    this.stackTrace = stackTrace;
    this.cause = cause;
    this.details = details;
  }

  /** Class name of what was thrown. */
  public String getName() {
    return name;
  }

  /** Its message. */
  public @Nullable String getMessage() {
    return message;
  }

  /** Its stack trace as text. */
  public String getStackTrace() {
    return stackTrace;
  }

  /** What caused it. */
  public @Nullable Failure getCause() {
    return cause;
  }

  /** A value that the thrower attached: as read from JSON, maps, lists, strings and numbers. */
  public @Nullable Object getDetails() {
    return details;
  }

  /**
   * Its name and message, and those of its causes. What the text has told already is left out: many
   * messages contain those of their causes.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(ownText());
    for (Failure next = cause; next != null; next = next.cause) {
      String own = next.ownText();
      if (text.indexOf(own) < 0) {
        text.append("; caused by ").append(own);
      }
    }
    return text.toString();
  }

  private String ownText() {
    boolean silent = message == null || message.isEmpty();
    if (name.isEmpty()) {
      return silent ? "no reason given" : message;
    }
    return silent ? name : name + ": " + message;
  }
}
