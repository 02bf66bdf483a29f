package io.infinitic.workers.replay;

import io.infinitic.exceptions.WorkflowCanceledException;
import io.infinitic.workflows.Channel.Reception;
import io.infinitic.workflows.DeferredStatus;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A deferred that stands for signals. It has a value when a signal is assigned to it: because it
 * was waited for when the signal came, or because it was asked for one that was there. Awaiting
 * takes the value; after the last one, it stays.
 */
final class SignalPromise<S> extends Promise<S> {

  private final RunChannel<? super S> channel;
  private final Reception<S> reception;
  private @Nullable Signal signal;
  private @Nullable S assigned;
  private boolean isRead;
  private boolean isAssigned;
  private @Nullable S last;
  private int taken;
  private boolean canceled;
  private boolean isOfCanceledScope;

  SignalPromise(RunCore run, RunChannel<? super S> channel, Reception<S> reception, String id) {
    super(run, id, "channel " + channel.name(), () -> {});
    this.channel = channel;
    this.reception = reception;
  }

  @Nullable Class<S> type() {
    return reception.type();
  }

  @Nullable String jsonPath() {
    return reception.jsonPath();
  }

  @Nullable Predicate<? super S> filter() {
    return reception.filter();
  }

  /** Whether a signal that comes now should go to it. */
  boolean wants() {
    return !isAssigned && !isExhausted() && !canceled && isWanted();
  }

  void assign(Signal arrived, S value) {
    signal = arrived;
    assigned = value;
    isRead = false;
    isAssigned = true;
    tellDependents();
  }

  /** The signal that it holds, if the code has not seen its value; null otherwise. */
  @Nullable Signal unread() {
    return isAssigned && !isRead ? signal : null;
  }

  private boolean isExhausted() {
    return taken >= reception.limit();
  }

  @Override
  boolean hasSettled() {
    return run().rules().takeOnlyByWaiting() ? isSettled() : isOver();
  }

  private boolean isSettled() {
    return isAssigned || isExhausted() || canceled;
  }

  @Override
  public boolean isOver() {
    if (isSettled()) {
      return true;
    }
    return run().isReading() ? channel.hasFor(this) : channel.assignTo(this);
  }

  /**
   * What it holds, and the code has not seen, goes to others; or comes back when it is asked for.
   */
  @Override
  void abandoned() {
    Signal held = unread();
    if (held != null) {
      isAssigned = false;
      assigned = null;
      if (run().rules().forgetWhatIsGivenBack()) {
        tellDependents();
      }
      endWithScope();
      channel.offer(held);
    }
  }

  @Override
  void demanded() {
    channel.wanted(this);
  }

  @Override
  Outcome<S> outcome() {
    if (canceled && !isAssigned) {
      return () -> {
        if (run().rules().cancelWithScope()) {
          throw Outcomes.canceled(this);
        }
        throw new WorkflowCanceledException( // as decisions of earlier versions have seen it
            run().start().workflowName(), run().start().workflowId(), run().runId(), null);
      };
    }
    S value = isAssigned ? assigned : last;
    Signal of = signal;
    return () -> {
      isRead |= of == signal;
      return value;
    };
  }

  @Override
  S take() {
    S value = outcome().get();
    if (isAssigned) {
      run().acts();
      isAssigned = false;
      assigned = null;
      last = value;
      taken++;
      forgetCompleted();
      endWithScope();
    }
    return value;
  }

  @Override
  public String label() {
    return name();
  }

  @Override
  public DeferredStatus status() {
    if (canceled && !isAssigned) {
      return DeferredStatus.CANCELED;
    }
    return hasSettled() || channel.hasFor(this) ? DeferredStatus.COMPLETED : DeferredStatus.ONGOING;
  }

  @Override
  DeferredStatus foreseen(Foresight foresight) {
    if (isSettled()) {
      return status();
    }
    return foresight.takes(this, channel) ? DeferredStatus.COMPLETED : DeferredStatus.ONGOING;
  }

  @Override
  void canceledWithScope() {
    isOfCanceledScope = true;
    if (!isAssigned) {
      end();
    }
  }

  /** The signal that it held when its scope was cancelled was its last. */
  private void endWithScope() {
    if (isOfCanceledScope && run().rules().endAfterLastSignal()) {
      end();
    }
  }

  private void end() {
    if (!isExhausted() && !canceled) {
      canceled = true;
      tellDependents();
    }
  }

  @Override
  public void cancel() {
    run().requireBranch("cancel");
    if (!hasSettled()) {
      canceled = true;
      tellDependents();
    }
  }
}
