package io.infinitic.workers.replay;

import io.infinitic.schemas.CarriedSignal;
import io.infinitic.schemas.Command;
import io.infinitic.schemas.ContinueAsNew;
import io.infinitic.schemas.MethodCalled;
import io.infinitic.wire.Limits;
import io.infinitic.wire.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run hands over to the one that continues it. There may be any amount of it: what does not
 * fit into one command goes into others that follow it, which the engine takes together.
 */
final class Continuation {

  private final List<Command> parts = new ArrayList<>();
  private final int number;
  private final String name;
  private ContinueAsNew part;
  private List<CarriedSignal> signals = new ArrayList<>();
  private List<MethodCalled> calls = new ArrayList<>();
  private long bytes;

  private Continuation(int number, String name, ContinueAsNew first) {
    this.number = number;
    this.name = name;
    part = first;
    bytes = Sizes.of(first);
  }

  /**
   * The command, as one or as several.
   *
   * @param number of the first
   */
  static List<Command> parts(int number, String name, ContinueAsNew whole) {
    if (Sizes.of(whole) <= Limits.COMMAND_BYTES) {
      return List.of(new Command(number, name, whole));
    }
    var parts = new Continuation(number, name, whole.withSignals(List.of()).withCalls(List.of()));
    for (CarriedSignal signal : whole.signals()) {
      parts.makeRoom(Sizes.of(signal));
      parts.signals.add(signal);
    }
    for (MethodCalled call : whole.calls()) {
      parts.makeRoom(Sizes.of(call));
      parts.calls.add(call);
    }
    parts.close();
    return parts.parts;
  }

  private void makeRoom(int needed) {
    boolean isEmpty = signals.isEmpty() && calls.isEmpty();
    if (bytes + needed > Limits.PART_BYTES && !(isEmpty && !parts.isEmpty())) {
      close();
    }
    bytes += needed;
  }

  private void close() {
    parts.add(new Command(number + parts.size(), name, part.withSignals(signals).withCalls(calls)));
    part = new ContinueAsNew(part.methodName(), List.of(), List.of(), List.of(), false);
    signals = new ArrayList<>();
    calls = new ArrayList<>();
    bytes = 0;
  }
}
