package io.infinitic.exceptions;

import java.util.ArrayList;
import java.util.List;

/** Stack frames from their text: one a line, as {@link Failure#getStackTrace} has them. */
final class RemoteFrames {

  private static final String AT = "at ";
  private static final String SUPPRESSED = "Suppressed: ";

  private RemoteFrames() {}

  /** The exception gets the frames, and what the text says was suppressed. */
  static void give(String stackTrace, Throwable thrown) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (String raw : stackTrace.split("\n")) {
      String line = raw.strip();
      if (line.startsWith(SUPPRESSED)) {
        thrown.addSuppressed(new Suppressed(line.substring(SUPPRESSED.length())));
      } else if (!line.isEmpty()) {
        frames.add(frame(line.startsWith(AT) ? line.substring(AT.length()) : line));
      }
    }
    thrown.setStackTrace(frames.toArray(StackTraceElement[]::new));
  }

  /**
   * {@code loader/module@version/package.Class.method(File.java:12)}, the first two parts optional.
   * What another language writes becomes a frame that prints alike.
   */
  private static StackTraceElement frame(String text) {
    int open = text.lastIndexOf('(');
    String called = open < 0 ? text : text.substring(0, open).strip();
    String place =
        open < 0 || !text.endsWith(")") ? "" : text.substring(open + 1, text.length() - 1);
    int slash = called.lastIndexOf('/');
    String[] origin = slash < 0 ? new String[0] : called.substring(0, slash).split("/", -1);
    String method = called.substring(slash + 1);
    int dot = method.lastIndexOf('.');
    if (dot <= 0 || origin.length > 2 || open < 0) {
      return new StackTraceElement("remote", called, place.isEmpty() ? null : place, -1);
    }
    String module = origin.length == 0 ? "" : origin[origin.length - 1];
    int version = module.indexOf('@');
    int colon = place.lastIndexOf(':');
    int line = colon < 0 ? -1 : number(place.substring(colon + 1));
    boolean isNative = place.equals("Native Method");
    return new StackTraceElement(
        origin.length == 2 ? origin[0] : null,
        module.isEmpty() ? null : version < 0 ? module : module.substring(0, version),
        version < 0 ? null : module.substring(version + 1),
        method.substring(0, dot),
        method.substring(dot + 1),
        isNative || place.equals("Unknown Source") || place.isEmpty()
            ? null
            : line < 0 ? place : place.substring(0, colon),
        isNative ? -2 : line);
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** The first line of an exception that was suppressed in the other process. */
  private static final class Suppressed extends InfiniticException {
    Suppressed(String text) {
      super(text);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }

    @Override
    public String toString() {
      return String.valueOf(getMessage());
    }
  }
}
