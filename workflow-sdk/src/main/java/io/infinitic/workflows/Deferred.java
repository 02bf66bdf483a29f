package io.infinitic.workflows;

import io.infinitic.runtime.WorkflowRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that a workflow will have: the result of a task, a timer, or a combination of them.
 * Belongs to the workflow that made it; cannot be an argument or a result.
 *
 * <pre>{@code
 * Deferred<String> left = dispatch(images::resize, image, 100);
 * Deferred<String> right = dispatch(images::resize, image, 200);
 * List<Object> both = left.and(right).await();
 * }</pre>
 */
public interface Deferred<T> {

  /**
   * Waits for the value.
   *
   * @throws io.infinitic.exceptions.DeferredException if it did not complete
   */
  T await();

  /**
   * Waits for the value, but not longer than that; the wait is a durable timer.
   *
   * @throws io.infinitic.exceptions.TimedOutException if the time ran out; what was waited for goes
   *     on
   */
  T await(Duration limit);

  /** Its state at this point of the workflow: the same in every replay. */
  DeferredStatus status();

  /** Id of what it stands for. */
  String getId();

  /** Asks to cancel what it stands for. Has no effect if that has ended. */
  void cancel();

  /** Completes with the results in order when all have completed; fails with the first failure. */
  default Deferred<List<@Nullable Object>> and(Deferred<?> other, Deferred<?>... more) {
    return WorkflowRuntime.current().and(list(this, other, more));
  }

  /** Completes with the first result; fails with the last failure if all fail. */
  default Deferred<Object> or(Deferred<?> other, Deferred<?>... more) {
    return WorkflowRuntime.current().or(list(this, other, more));
  }

  /** Completes with the results in order when all have completed; fails with the first failure. */
  static <T> Deferred<List<T>> and(Collection<? extends Deferred<? extends T>> all) {
    return WorkflowRuntime.current().and(List.copyOf(all));
  }

  /** Completes with the first result; fails with the last failure if all fail. */
  static <T> Deferred<T> or(Collection<? extends Deferred<? extends T>> any) {
    return WorkflowRuntime.current().or(List.copyOf(any));
  }

  default boolean isOngoing() {
    return status() == DeferredStatus.ONGOING;
  }

  default boolean isUnknown() {
    return status() == DeferredStatus.UNKNOWN;
  }

  default boolean isCanceled() {
    return status() == DeferredStatus.CANCELED;
  }

  default boolean isFailed() {
    return status() == DeferredStatus.FAILED;
  }

  default boolean isCompleted() {
    return status() == DeferredStatus.COMPLETED;
  }

  default boolean isTimedOut() {
    return status() == DeferredStatus.TIMED_OUT;
  }

  private static List<Deferred<?>> list(Deferred<?> first, Deferred<?> second, Deferred<?>[] more) {
    List<Deferred<?>> all = new ArrayList<>();
    all.add(first);
    all.add(second);
    all.addAll(List.of(more));
    return all;
  }
}
