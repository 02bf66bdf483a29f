package io.infinitic.workers.replay;

import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.Payload;
import io.infinitic.workflows.Channel;
import io.infinitic.workflows.Deferred;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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
    sent++;
    Payload payload = run.payloads().writeSignal(value, type, "a signal to channel " + name);
    arrived(new CarriedSignal(run.runId() + "/local-" + name + "-" + sent, name, payload));
  }

  @Override
  public <S extends T> Deferred<S> receive(Reception<S> reception) {
    run.requireBranch("receive");
    receptions++;
    return new SignalPromise<>(
        run, this, reception, run.runId() + "/channel-" + name + "-" + receptions);
  }

  /** A signal has come: it goes to the first that waits for one like it, or stays. */
  void arrived(CarriedSignal carried) {
    Signal signal = new Signal(carried, type, run.payloads());
    wanting.removeIf(promise -> !promise.wants());
    for (SignalPromise<?> promise : List.copyOf(wanting)) {
      if (assign(signal, promise)) {
        return;
      }
    }
    unread.add(signal);
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
    return unread.stream().anyMatch(signal -> signal.matches(promise));
  }

  List<CarriedSignal> unread() {
    return unread.stream().map(Signal::carried).toList();
  }

  @SuppressWarnings("unchecked") // a signal matches by the promise's type
  private static <S> boolean assign(Signal signal, SignalPromise<S> promise) {
    if (!signal.matches(promise)) {
      return false;
    }
    @Nullable Object value = signal.value(promise.type());
    promise.assign((S) value);
    return true;
  }
}
