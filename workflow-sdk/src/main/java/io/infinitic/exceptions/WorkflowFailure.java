package io.infinitic.exceptions;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a method of a workflow to fail on purpose, without being declared. Any other exception
 * that is neither declared nor a {@link DeferredException} is a mistake in the code: it makes the
 * run STUCK.
 *
 * <pre>{@code
 * throw new WorkflowFailure("the order is empty").withDetails(order.id());
 * }</pre>
 */
public final class WorkflowFailure extends InfiniticException {

  private final @Nullable Object details;

  public WorkflowFailure(String message) {
    this(message, null, null);
  }

  public WorkflowFailure(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  private WorkflowFailure(String message, @Nullable Throwable cause, @Nullable Object details) {
    super(message, cause);
    this.details = details;
  }

  /** The same with a value that callers can read from the failure; must be writable as JSON. */
  public WorkflowFailure withDetails(Object value) {
    WorkflowFailure copy = new WorkflowFailure(String.valueOf(getMessage()), getCause(), value);
    copy.setStackTrace(getStackTrace());
    return copy;
  }

  /** The value attached. */
  public Optional<Object> getDetails() {
    return Optional.ofNullable(details);
  }
}
