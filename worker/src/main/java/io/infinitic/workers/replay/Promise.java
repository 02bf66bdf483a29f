package io.infinitic.workers.replay;

import io.infinitic.exceptions.TimedOutException;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A deferred of a run. It settles once, by an event of the history, and tells those that depend on
 * it in the order in which they asked.
 */
final class Promise<T> implements Deferred<T> {

  /** The value, or the exception that tells why there is none. */
  interface Outcome<T> {
    T get();
  }

  private final RunExecution run;
  private final String id;
  private final Runnable cancellation;
  private final List<Runnable> dependents = new ArrayList<>();
  private DeferredStatus status = DeferredStatus.ONGOING;
  private @Nullable Outcome<T> outcome;

  Promise(RunExecution run, String id, Runnable cancellation) {
    this.run = run;
    this.id = id;
    this.cancellation = cancellation;
  }

  void settle(DeferredStatus newStatus, Outcome<T> newOutcome) {
    if (status == DeferredStatus.ONGOING) {
      status = newStatus;
      outcome = newOutcome;
      dependents.forEach(Runnable::run);
      dependents.clear();
    }
  }

  /** Runs when it settles, or now if it has. */
  void whenSettled(Runnable dependent) {
    if (status == DeferredStatus.ONGOING) {
      dependents.add(dependent);
    } else {
      dependent.run();
    }
  }

  boolean isSettled() {
    return status != DeferredStatus.ONGOING;
  }

  Outcome<T> outcome() {
    Outcome<T> known = outcome;
    if (known == null) {
      throw new IllegalStateException(id + " has not settled");
    }
    return known;
  }

  @Override
  public T await() {
    run.requireBranch("await");
    if (!isSettled()) {
      run.pauseUntil(this);
    }
    return outcome().get();
  }

  @Override
  public T await(Duration limit) {
    if (isSettled()) {
      return await();
    }
    Deferred<Instant> timer = run.timer(run.now().plus(limit));
    run.settled(List.of(this, timer)).await();
    if (!isSettled()) {
      throw new TimedOutException(id + " has not ended after " + limit + "; it goes on");
    }
    timer.cancel();
    return await();
  }

  @Override
  public DeferredStatus status() {
    return status;
  }

  @Override
  public String getId() {
    return id;
  }

  @Override
  public void cancel() {
    if (!isSettled()) {
      cancellation.run();
    }
  }

  @Override
  public String toString() {
    return "Deferred " + id + " " + status;
  }
}
