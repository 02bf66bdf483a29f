package io.infinitic.wire;

import io.infinitic.schemas.Failure;
import org.jspecify.annotations.Nullable;

/** Parts of sentences for people: with what is known, and without what is not. */
public final class Wording {

  private Wording() {}

  /** The name and the message of a failure, for the middle of a sentence. */
  public static String of(@Nullable Failure failure) {
    if (failure == null) {
      return "no reason given";
    }
    String message = failure.message() == null ? "" : clause(failure.message());
    if (failure.name().isEmpty()) {
      return message.isEmpty() ? "no reason given" : message;
    }
    return message.isEmpty() ? failure.name() : failure.name() + ": " + message;
  }

  /** A sentence without its full stop: more is to follow. */
  public static String clause(String sentence) {
    String text = sentence.strip();
    return text.endsWith(".") && !text.endsWith("..") ? text.substring(0, text.length() - 1) : text;
  }

  /** A number of things, such as "1 attempt" and "2 attempts". */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A service and its task or, where the task has no name, the WorkflowTask of a workflow. */
  public static String task(String service, String task) {
    return task.isEmpty() ? "WorkflowTask of " + service : "task " + service + "." + task;
  }
}
