package io.infinitic.workers.replay;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cancelled with all its parts. */
final class CombinedPromise<T> extends Promise<T> {
  private final @Nullable String wait;
  private final List<? extends Promise<?>> parts;
  private final Combination<T, ?> combination;
  private final boolean hasSignals;
  private boolean isSeen;

  CombinedPromise(
      RunCore run,
      String label,
      @Nullable String wait,
      List<? extends Promise<?>> parts,
      Combination<T, ?> combination) {
    super(run, label, label, () -> parts.forEach(Deferred::cancel));
    this.wait = wait;
    this.parts = parts;
    this.combination = combination;
    hasSignals =
        parts.stream()
            .anyMatch(
                part ->
                    part instanceof SignalPromise<?>
                        || part instanceof CombinedPromise<?> c && c.hasSignals);
  }

  /** A signal that came while nobody waited may settle it now. */
  @Override
  public boolean isOver() {
    if (!super.isOver() && hasSignals) {
      for (Promise<?> part : parts) {
        if (super.isOver() && run().rules().takeOnlyByWaiting()) {
          break; // the others keep away from signals that this does not need
        }
        part.isOver();
      }
    }
    return super.isOver();
  }

  /** It was made where the code only looked, but was kept. */
  @Override
  void isUsed() {
    if (!combination.isListening && !run().isLooking()) {
      look();
      combination.listen();
    }
  }

  private void look() {
    if (!combination.isListening && run().rules().lookWithoutTrace()) {
      combination.look();
    }
  }

  @Override
  boolean hasSettled() {
    if (!run().rules().takeOnlyByWaiting()) {
      return isOver();
    }
    look();
    return super.hasSettled();
  }

  /** By rules before 2, signals that are there are taken. */
  @Override
  DeferredStatus reached() {
    if (!run().rules().takeOnlyByWaiting()) {
      isOver();
    }
    return super.status();
  }

  /** Until the code sees the value, the signals in it may be given back. */
  @Override
  boolean isFinal() {
    boolean mayGiveBack = hasSignals && !isSeen && run().rules().forgetWhatIsGivenBack();
    return super.isFinal() && !mayGiveBack;
  }

  @Override
  Outcome<T> outcome() {
    Outcome<T> known = super.outcome();
    return () -> {
      T value = known.get();
      isSeen = true;
      parts.forEach(part -> part.forget(this));
      return value;
    };
  }

  @Override
  public DeferredStatus status() {
    if (hasSettled() || !hasSignals || !run().rules().takeOnlyByWaiting()) {
      return super.status();
    }
    return run().rules().foreseeEachSignal()
        ? combination.foreseen(new Foresight())
        : combination.foreseenOnce();
  }

  @Override
  DeferredStatus foreseen(Foresight foresight) {
    return super.hasSettled() || !hasSignals ? super.status() : combination.foreseen(foresight);
  }

  /** It has ended then, also if parts of it (tasks, other workflows) have not yet. */
  @Override
  public void cancel() {
    isUsed();
    super.cancel();
    if (run().rules().cancelAtOnce() && !hasSettled()) {
      end();
    }
  }

  @Override
  void canceledWithScope() {
    end();
  }

  private void end() {
    if (!super.isOver()) {
      parts.forEach(part -> part.forget(this));
      settle(
          DeferredStatus.CANCELED,
          () -> {
            throw Outcomes.canceled(this);
          });
    }
  }

  @Override
  void abandoned() {
    parts.forEach(Promise::abandonIfUnwanted);
  }

  @Override
  void demanded() {
    parts.forEach(Promise::demanded);
  }

  @Override
  public @Nullable String label() {
    return wait;
  }
}
