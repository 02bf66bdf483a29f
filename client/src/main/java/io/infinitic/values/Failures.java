package io.infinitic.values;

import io.infinitic.exceptions.Failure;
import io.infinitic.exceptions.MethodFailedException;
import io.infinitic.exceptions.PayloadException;
import io.infinitic.exceptions.PayloadTooLargeException;
import io.infinitic.exceptions.RemoteException;
import io.infinitic.exceptions.TaskException;
import io.infinitic.exceptions.WorkflowException;
import io.infinitic.exceptions.WorkflowFailedException;
import io.infinitic.exceptions.WorkflowFailure;
import io.infinitic.runtime.Thrown;
import io.infinitic.schemas.Payload;
import io.infinitic.tasks.TaskFailure;
import io.infinitic.wire.Shortening;
import org.jspecify.annotations.Nullable;

/** What was thrown, on its way to the wire and back. */
public final class Failures {

  private static final String WHAT = "details of a failure";
  private static final int MOST_CAUSES = 20;
  private static final int MOST_FRAMES = 60;
  private static final int MOST_DETAILS = 100_000;

  private Failures() {}

  /** An exception with its causes. Even one whose own methods throw is told. */
  public static io.infinitic.schemas.Failure write(Throwable thrown, Payloads payloads) {
    try {
      return Shortening.of(write(thrown, payloads, 0));
    } catch (RuntimeException | Error e) {
      return new io.infinitic.schemas.Failure(
          thrown.getClass().getName(), "it cannot be told: " + Thrown.text(e), "", null, null);
    }
  }

  /** For readers. */
  public static @Nullable Failure read(
      io.infinitic.schemas.@Nullable Failure failure, Payloads payloads) {
    if (failure == null) {
      return null;
    }
    return new Failure(
        failure.name(),
        failure.message(),
        failure.stackTrace(),
        read(failure.cause(), payloads),
        read(failure.details(), payloads));
  }

  /** How a workflow failed or, where the engine says that only a method of it did, that method. */
  public static WorkflowException failed(
      String workflowName, String workflowId, @Nullable String runId, @Nullable Failure failure) {
    boolean ofMethod =
        failure != null
            && failure.getName().equals(MethodFailedException.class.getName())
            && failure.getStackTrace().isEmpty();
    return ofMethod
        ? new MethodFailedException(
            workflowName,
            String.valueOf(failure.getMessage()),
            workflowId,
            runId,
            failure.getCause())
        : new WorkflowFailedException(workflowName, workflowId, runId, failure);
  }

  /** A failure is told even to a process that lacks a codec of its details. */
  private static @Nullable Object read(@Nullable Payload details, Payloads payloads) {
    try {
      return details == null ? null : payloads.read(details, Object.class, WHAT);
    } catch (PayloadException e) {
      return "details are left out: " + e.getMessage();
    }
  }

  private static io.infinitic.schemas.Failure write(
      Throwable thrown, Payloads payloads, int depth) {
    if (thrown instanceof RemoteException remote) { // goes on as what it stands for
      return write(remote.getFailure(), payloads, depth);
    }
    return new io.infinitic.schemas.Failure(
        thrown.getClass().getName(),
        Thrown.message(thrown),
        stackTrace(thrown),
        depth == MOST_CAUSES ? null : cause(thrown, payloads, depth),
        details(thrown, payloads));
  }

  private static io.infinitic.schemas.@Nullable Failure cause(
      Throwable thrown, Payloads payloads, int depth) {
    if (thrown instanceof TaskException task && task.getFailure() != null) {
      return write(task.getFailure(), payloads, depth + 1);
    } else if (thrown instanceof WorkflowException workflow && workflow.getFailure() != null) {
      return write(workflow.getFailure(), payloads, depth + 1);
    }
    Throwable cause = Thrown.cause(thrown);
    return cause == null ? null : write(cause, payloads, depth + 1);
  }

  private static io.infinitic.schemas.Failure write(Failure failure, Payloads payloads, int depth) {
    Failure cause = failure.getCause();
    return new io.infinitic.schemas.Failure(
        failure.getName(),
        failure.getMessage(),
        failure.getStackTrace(),
        cause == null || depth == MOST_CAUSES ? null : write(cause, payloads, depth + 1),
        details(failure.getDetails(), payloads));
  }

  private static @Nullable Payload details(Throwable thrown, Payloads payloads) {
    if (thrown instanceof TaskFailure failure) {
      return details(failure.getDetails().orElse(null), payloads);
    } else if (thrown instanceof WorkflowFailure failure) {
      return details(failure.getDetails().orElse(null), payloads);
    } else if (thrown instanceof TaskException task) { // so that a reader can make it again
      return details(task.about(), payloads);
    }
    return thrown instanceof WorkflowException workflow
        ? details(workflow.about(), payloads)
        : null;
  }

  private static @Nullable Payload details(@Nullable Object details, Payloads payloads) {
    if (details == null) {
      return null;
    }
    String problem;
    try {
      Payload payload = payloads.writeForReader(details, Object.class, WHAT);
      if (payload.bytes().remaining() <= MOST_DETAILS) {
        return payload;
      }
      problem = "details of more than " + MOST_DETAILS + " bytes are left out";
    } catch (PayloadException | PayloadTooLargeException e) {
      problem = "details are left out: " + e.getMessage();
    }
    try {
      return payloads.write(problem, Object.class, WHAT);
    } catch (PayloadException | PayloadTooLargeException e) { // such as a codec that always fails
      return null;
    }
  }

  /** With the first line of what was suppressed: the rest of it is elsewhere in the logs. */
  private static String stackTrace(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    StackTraceElement[] frames = Thrown.stack(thrown);
    for (int i = 0; i < frames.length && i < MOST_FRAMES; i++) {
      text.append("at ").append(Thrown.shorten(String.valueOf(frames[i]))).append('\n');
    }
    Throwable[] suppressed = thrown.getSuppressed();
    for (int i = 0; i < suppressed.length && i < MOST_CAUSES; i++) {
      text.append("Suppressed: ").append(Thrown.text(suppressed[i])).append('\n');
    }
    return text.toString();
  }
}
