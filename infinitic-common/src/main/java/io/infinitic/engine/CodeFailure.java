package io.infinitic.engine;

import io.infinitic.schemas.Failure;
import io.infinitic.wire.Wording;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to tell people of the failure of a workflow's code. */
public final class CodeFailure {

  private static final String OURS = "io.infinitic.";

  /** In the name of a stub's class, which is made at run time and has no lines. */
  private static final String STUB = "$InfiniticStub.";

  private CodeFailure() {}

  /** What was thrown, and where. */
  public static String text(@Nullable Failure failure) {
    String text = Wording.of(failure);
    return failure == null
        ? text
        : text + line(failure).filter(line -> !text.contains(line)).map(", "::concat).orElse("");
  }

  /** What to do if it was thrown on purpose; empty if it was not by the code. */
  public static String hint(@Nullable Failure failure) {
    return failure == null || failure.name().startsWith(OURS)
        ? ""
        : " An exception that the method does not declare counts as a mistake of the code: to fail"
            + " the run on purpose, throw one that it declares, or a WorkflowFailure.";
  }

  /** The innermost line that is the code's: neither the platform's, nor ours, nor a stub's. */
  private static Optional<String> line(Failure failure) {
    return failure
        .stackTrace()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("at "))
        .filter(line -> !line.startsWith("at java.") && !line.startsWith("at jdk."))
        .filter(line -> !line.startsWith("at " + OURS) && !line.contains(STUB))
        .findFirst();
  }
}
