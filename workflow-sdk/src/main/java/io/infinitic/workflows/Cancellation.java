package io.infinitic.workflows;

import io.infinitic.functions.Proc0;
import io.infinitic.runtime.WorkflowRuntime;

/**
 * A part of a workflow that can be cancelled as a whole: what it has started is cancelled, and its
 * waits end with {@code WorkflowCanceledException}.
 *
 * <pre>{@code
 * List<Deferred<String>> offers = new ArrayList<>();
 * Cancellation race = Cancellation.scope(() -> {
 *   for (Supplier s : suppliers) offers.add(dispatch(s::offer, item));
 * });
 * String first = Deferreds.or(offers).await();
 * race.cancel();                       // the losers
 * }</pre>
 */
public interface Cancellation {

  /** Cancels what the body has started and what it waits for. A second time has no effect. */
  void cancel();

  /** Whether it has been cancelled, alone or with what is around it. */
  boolean isCanceled();

  /**
   * Runs the body at once, in the calling branch. What it starts belongs to the scope, also after
   * the body has ended. What the body throws is thrown.
   */
  static Cancellation scope(Proc0 body) {
    return WorkflowRuntime.current().scope(body, false);
  }

  /**
   * The same, untouched by the cancellation of what is around it: for cleaning up.
   *
   * <pre>{@code
   * try {
   *   rental.await();
   * } catch (WorkflowCanceledException e) {
   *   Cancellation.detached(() -> cars.giveBack(car));
   *   throw e;
   * }
   * }</pre>
   */
  static Cancellation detached(Proc0 body) {
    return WorkflowRuntime.current().scope(body, true);
  }
}
