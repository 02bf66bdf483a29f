package io.infinitic.workers.replay;

import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.Payload;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A channel of a run: signals that nobody has taken, in order, and those that wait for one, in the
 * order in which they began to.
 */
final class RunChannel<T> implements Channel<T> {

  private final RunCore run;
  private final List<Signal> unread = new ArrayList<>();
  private final List<SignalPromise<?>> wanting = new ArrayList<>();
  private String name = "";
  private Type type = Object.class;
  private final List<SignalPromise<?>> holders = new ArrayList<>();
  private int arrivals;
  private int receptions;
  private int sent;

  RunChannel(RunCore run) {
    this.run = run;
  }

  /** The instance offers it under that name. */
  void offeredAs(String channelName, Type elementType) {
    name = channelName;
    type = elementType;
  }

  String name() {
    return name;
  }

  @Override
  public void send(T value) {
    run.requireBranch("send");
    run.acts();
    sent++;
    Payload payload = run.payloads().writeSignal(value, type, "a signal to channel " + name);
    arrived(new CarriedSignal(run.runId() + "/local-" + name + "-" + sent, name, payload));
  }

  @Override
  public <S extends T> Deferred<S> receive(Reception<S> reception) {
    run.requireBranch("receive");
    receptions++;
    SignalPromise<S> promise =
        new SignalPromise<>(
            run, this, reception, run.runId() + "/channel-" + name + "-" + receptions);
    run.made(promise);
    return promise;
  }

  /** A signal has come: it goes to the first that waits for one like it, or stays. */
  void arrived(CarriedSignal carried) {
    Signal signal = new Signal(carried, ++arrivals, type, run.payloads());
    if (run.isContinuing()) {
      unread.add(signal); // for the next run
      return;
    }
    offer(signal);
  }

  /** To the first that waits for one like it; or it stays, in its place. */
  void offer(Signal signal) {
    wanting.removeIf(promise -> !promise.wants());
    for (SignalPromise<?> promise : List.copyOf(wanting)) {
      if (assign(signal, promise)) {
        return;
      }
    }
    boolean inOrder = unread.isEmpty() || unread.get(unread.size() - 1).number() < signal.number();
    unread.add(signal);
    if (!inOrder) {
      unread.sort(Comparator.comparingInt(Signal::number));
    }
  }

  /** Begins to be waited for. */
  void wanted(SignalPromise<?> promise) {
    if (promise.wants() && !wanting.contains(promise)) {
      wanting.add(promise);
    }
  }

  /** Gives it the first unread signal that it takes, if there is one. */
  boolean assignTo(SignalPromise<?> promise) {
    for (Iterator<Signal> signals = unread.iterator(); signals.hasNext(); ) {
      Signal signal = signals.next();
      if (signal.matches(promise)) {
        signals.remove();
        return assign(signal, promise);
      }
    }
    return false;
  }

  /** Whether there is a signal for it. */
  boolean hasFor(SignalPromise<?> promise) {
    return firstFor(promise, Set.of()) != null;
  }

  /** The first unread signal for it that is none of those; null if there is none. */
  @Nullable Signal firstFor(SignalPromise<?> promise, Set<Signal> others) {
    for (Signal signal : unread) {
      if (!others.contains(signal) && signal.matches(promise)) {
        return signal;
      }
    }
    return null;
  }

  /** What the code has not seen, in the order of arrival. */
  List<CarriedSignal> unread() {
    List<Signal> all = new ArrayList<>(unread);
    for (SignalPromise<?> holder : holders) {
      Signal held = holder.unread();
      if (held != null) {
        all.add(held);
      }
    }
    all.sort(Comparator.comparingInt(Signal::number));
    return all.stream().map(Signal::carried).toList();
  }

  @SuppressWarnings("unchecked") // a signal matches by the promise's type
  private <S> boolean assign(Signal signal, SignalPromise<S> promise) {
    if (!signal.matches(promise)) {
      return false;
    }
    @Nullable Object value = signal.value(promise.type());
    holders.removeIf(holder -> holder.unread() == null);
    promise.assign(signal, (S) value);
    holders.add(promise);
    return true;
  }
}
