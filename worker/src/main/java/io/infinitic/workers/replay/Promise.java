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
 * A deferred of a run. It settles by an event of the history, and tells those that depend on it in
 * the order in which they asked. A value is final; a failure is replaced if what failed is retried
 * by a person.
 */
class Promise<T> implements Deferred<T>, Wait {

  /** What is told when another promise settles. */
  private record Dependent(Promise<?> of, Runnable told) {}

  /** The value, or the exception that tells why there is none. */
  interface Outcome<T> {
    T get();
  }

  private final RunCore run;
  private final String id;
  private final String label;
  private final Runnable cancellation;
  private List<Dependent> dependents = new ArrayList<>();
  private int waiting;
  private DeferredStatus status = DeferredStatus.ONGOING;
  private @Nullable Outcome<T> outcome;

  /**
   * @param label what it stands for, for people
   */
  Promise(RunCore run, String id, String label, Runnable cancellation) {
    this.run = run;
    this.id = id;
    this.label = label;
    this.cancellation = cancellation;
  }

  final void settle(DeferredStatus newStatus, Outcome<T> newOutcome) {
    if (status != DeferredStatus.COMPLETED) {
      status = newStatus;
      outcome = newOutcome;
      tellDependents();
    }
  }

  /** The signals that made it are for others. */
  final void reopen() {
    status = DeferredStatus.ONGOING;
    outcome = null;
    tellDependents();
  }

  final void tellDependents() {
    List<Dependent> told = List.copyOf(dependents);
    if (isFinal()) {
      dependents = new ArrayList<>();
    }
    told.forEach(dependent -> dependent.told().run());
  }

  /** Whether it stays as it is. */
  boolean isFinal() {
    return status == DeferredStatus.COMPLETED;
  }

  /** Whether a branch waits for it, or for something that depends on it. */
  final boolean isWanted() {
    return waiting > 0 || dependents.stream().anyMatch(one -> one.of().isWanted());
  }

  /**
   * Runs whenever it settles, or has given away what it held, for the promise that depends on it;
   * and now if it has settled.
   */
  final void whenSettled(Promise<?> of, Runnable told) {
    isUsed();
    if (!isFinal()) {
      dependents.add(new Dependent(of, told));
    }
    if (hasSettled()) {
      told.run();
    }
  }

  /** How many depend on it. */
  final int dependents() {
    return dependents.size();
  }

  /** A branch, or something that another promise stands for, depends on it from now on. */
  void isUsed() {}

  /**
   * Whether there is something to be had, as far as that is known without taking a signal; by rules
   * before 2, one that is there is taken.
   */
  boolean hasSettled() {
    return status != DeferredStatus.ONGOING;
  }

  /** No longer: what depended on it has settled. */
  final void forget(Promise<?> of) {
    dependents.removeIf(dependent -> dependent.of() == of);
  }

  /** What has completed by its value keeps that: the code has seen it. */
  final void forgetCompleted() {
    dependents.removeIf(dependent -> dependent.of().status == DeferredStatus.COMPLETED);
  }

  final void abandonIfUnwanted() {
    if (!isWanted()) {
      abandoned();
    }
  }

  /** The scope in which it was made is cancelled. */
  void canceledWithScope() {}

  /** Nobody waits for it any more, nor for anything that depends on it. */
  void abandoned() {}

  /** Whether there is something to be had by {@link #take}. */
  @Override
  public boolean isOver() {
    return status != DeferredStatus.ONGOING;
  }

  /** What it has come to, if it has settled. */
  DeferredStatus reached() {
    return status();
  }

  /** What there is, which stays as it is now. */
  Outcome<T> outcome() {
    Outcome<T> known = outcome;
    if (known == null) {
      throw new IllegalStateException(id + " has not settled");
    }
    return known;
  }

  /** The value for one await. */
  T take() {
    return outcome().get();
  }

  /** What it would come to if somebody waited for it now, after others that have done so. */
  DeferredStatus foreseen(Foresight foresight) {
    return status();
  }

  /** A branch begins to wait for it, or for something that depends on it. */
  void demanded() {}

  @Override
  public @Nullable String label() {
    return null;
  }

  final String name() {
    return label;
  }

  final RunCore run() {
    return run;
  }

  @Override
  public final T await() {
    run.requireBranch("await");
    isUsed();
    if (!isOver()) {
      waiting++;
      demanded();
      try {
        run.pauseUntil(this);
        waiting--;
        if (status != DeferredStatus.ONGOING && status != DeferredStatus.COMPLETED) {
          abandonIfUnwanted(); // it has failed: what its parts hold is for others
        }
      } catch (RuntimeException e) {
        waiting--;
        abandonIfUnwanted();
        throw e;
      }
    }
    return take();
  }

  @Override
  public final T await(Duration limit) {
    run.requireBranch("await");
    isUsed();
    if (isOver()) {
      return await();
    }
    Deferred<Instant> timer = awaitAtMost(limit);
    if (!isOver()) {
      giveUp();
      throw new TimedOutException(label + " has not ended after " + limit + "; it goes on");
    }
    timer.cancel();
    return await();
  }

  /** The timer of the limit. */
  private Deferred<Instant> awaitAtMost(Duration limit) {
    try {
      Promise<Instant> timer = run.timer(limit);
      Combinations.settled(run, this, timer).await();
      return timer;
    } catch (RuntimeException e) {
      giveUp();
      throw e;
    }
  }

  /** What its parts hold, because it was asked whether it is over, is for others. */
  private void giveUp() {
    if (run.rules().giveBackAtLimit()) {
      abandonIfUnwanted();
    }
  }

  @Override
  public DeferredStatus status() {
    return status;
  }

  @Override
  public final String getId() {
    return id;
  }

  @Override
  public void cancel() {
    if (!hasSettled()) {
      cancellation.run();
    }
  }

  @Override
  public String toString() {
    return "Deferred " + id + " (" + label + ") " + status;
  }
}
