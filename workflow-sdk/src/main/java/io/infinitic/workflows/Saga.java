package io.infinitic.workflows;

import io.infinitic.functions.Func0;
import io.infinitic.functions.Proc0;
import io.infinitic.runtime.WorkflowRuntime;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Undoes what was done when a later step fails.
 *
 * <pre>{@code
 * Saga saga = Saga.of();
 * saga.run(() -> {
 *   String flight = flights.book(trip);
 *   saga.onFailure(() -> flights.cancel(flight));
 *   String hotel = hotels.book(trip);
 *   saga.onFailure(() -> hotels.cancel(hotel));
 *   payments.charge(trip);
 * });
 * }</pre>
 *
 * If the body throws what the workflow may fail by (a task that failed, an exception that the
 * workflow's method declares, a cancellation), the compensations that were registered run in
 * reverse order; each is workflow code, so its tasks are retried like any. Then the body's
 * exception is thrown, with those of compensations that failed as suppressed. Compensations also
 * run when the workflow is cancelled.
 */
public final class Saga {

  private final Deque<Proc0> compensations = new ArrayDeque<>();

  private Saga() {}

  /** A new saga. */
  public static Saga of() {
    return new Saga();
  }

  /** Registers what undoes the step before. */
  public Saga onFailure(Proc0 compensation) {
    compensations.push(compensation);
    return this;
  }

  /** Runs the body. */
  public void run(Proc0 body) {
    run(
        () -> {
          body.apply();
          return true;
        });
  }

  /** Runs the body and gives its value. */
  public <T> T run(Func0<T> body) {
    try {
      return body.apply();
    } catch (Exception e) {
      // A mistake in the code makes the run STUCK: once mended, it goes on from here.
      if (WorkflowRuntime.current().isFailure(e)) {
        compensate(e);
      }
      throw Saga.<RuntimeException>unchanged(e);
    }
  }

  private void compensate(Exception cause) {
    Cancellation.detached(
        () -> {
          while (!compensations.isEmpty()) {
            try {
              compensations.pop().apply();
            } catch (Exception e) {
              if (e != cause) {
                cause.addSuppressed(e);
              }
            }
          }
        });
  }

  /** The exception of the body goes to the caller as it is, also a checked one. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E unchanged(Exception e) throws E {
    throw (E) e;
  }
}
