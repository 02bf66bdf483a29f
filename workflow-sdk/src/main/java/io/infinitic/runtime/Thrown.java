package io.infinitic.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What exceptions of users say of themselves. Their methods are users' code: they may throw, give
 * null, or text without end. Whoever writes, logs or compares them asks here.
 */
public final class Thrown {

  private static final int LONGEST = 10_000;
  private static final int MOST_CAUSES = 20;

  private Thrown() {}

  /** Its name and message, as {@code toString} gives them, not longer than is of use. */
  public static String text(Throwable thrown) {
    String name = thrown.getClass().getName();
    try {
      String text = thrown.toString();
      return text == null ? name : shorten(text);
    } catch (Throwable e) {
      return name + ", whose toString() threw " + e.getClass().getName();
    }
  }

  /** Its message, not longer than is of use; null if there is none. */
  public static @Nullable String message(Throwable thrown) {
    try {
      String message = thrown.getMessage();
      return message == null ? null : shorten(message);
    } catch (Throwable e) {
      return "its getMessage() threw " + e.getClass().getName();
    }
  }

  /** Its cause; null if there is none, or if it cannot be asked. */
  public static @Nullable Throwable cause(Throwable thrown) {
    try {
      Throwable cause = thrown.getCause();
      return cause == thrown ? null : cause;
    } catch (Throwable e) {
      return null;
    }
  }

  /** Its stack; empty if it cannot be asked. */
  public static StackTraceElement[] stack(Throwable thrown) {
    try {
      StackTraceElement[] stack = thrown.getStackTrace();
      return stack == null ? new StackTraceElement[0] : stack;
    } catch (Throwable e) {
      return new StackTraceElement[0];
    }
  }

  /**
   * The same for a log: itself, unless what a log asks for (text, stack, causes) would throw or has
   * no end.
   */
  public static Throwable loggable(Throwable thrown) {
    return isPlain(thrown, 0) ? thrown : new Told(text(thrown), stack(thrown));
  }

  /** Also its causes, and what was suppressed beside it. */
  private static boolean isPlain(Throwable thrown, int depth) {
    if (depth == MOST_CAUSES || !isPlain(thrown)) {
      return false;
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (!isPlain(suppressed, depth + 1)) {
        return false;
      }
    }
    Throwable cause = cause(thrown);
    return cause == null || isPlain(cause, depth + 1);
  }

  private static boolean isPlain(Throwable thrown) {
    try {
      thrown.getCause();
      String message = thrown.getMessage();
      String localized = thrown.getLocalizedMessage();
      return (message == null || message.length() <= LONGEST)
          && (localized == null || localized.length() <= LONGEST)
          && thrown.toString().length() <= 2 * LONGEST
          && thrown.getStackTrace() != null;
    } catch (Throwable e) {
      return false;
    }
  }

  /** Stands for one that cannot speak for itself. */
  private static final class Told extends RuntimeException {
    private final String text;

    Told(String text, StackTraceElement[] stack) {
      super(text, null, false, true);
      this.text = text;
      setStackTrace(stack);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** The text, cut where it is longer than is of use. */
  public static String shorten(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
