package io.infinitic.workers.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which signals that are there would be taken, and by which receives, if somebody waited: each
 * takes the first one that it accepts and that none before it has taken.
 */
final class Foresight {

  private final List<SignalPromise<?>> takers = new ArrayList<>();
  private final Map<SignalPromise<?>, Signal> taken = new HashMap<>();
  private final Set<Signal> signals = new HashSet<>();

  /** Whether there is one for the receive, which is taken then. */
  boolean takes(SignalPromise<?> receive, RunChannel<?> channel) {
    if (taken.containsKey(receive)) {
      return true;
    }
    Signal first = channel.firstFor(receive, signals);
    if (first == null) {
      return false;
    }
    takers.add(receive);
    taken.put(receive, first);
    signals.add(first);
    return true;
  }

  /** How many have taken one. */
  int size() {
    return takers.size();
  }

  /** Those between these two sizes give back what they have taken. */
  void giveBack(int from, int to) {
    List<SignalPromise<?>> back = takers.subList(from, to);
    for (SignalPromise<?> receive : back) {
      signals.remove(taken.remove(receive));
    }
    back.clear();
  }
}
