package io.infinitic.workers.replay;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a run that is cancelled as a whole. Cancelling it asks, in the order of commands, to
 * cancel what it has started; its branches are then woken out of their waits.
 */
final class Scope {

  private final BiConsumer<Integer, String> cancelCommand;
  private final @Nullable Scope outer;
  private final Set<Scope> inner = new LinkedHashSet<>();
  private final Map<Integer, String> open = new TreeMap<>();
  private boolean canceled;
  private boolean left;

  /**
   * @param outer what is around it; null if nothing is, or if its cancellation does not concern it
   * @param cancelCommand cancels what a command has started; takes its number and label
   */
  Scope(@Nullable Scope outer, BiConsumer<Integer, String> cancelCommand) {
    this.outer = outer;
    this.cancelCommand = cancelCommand;
    if (outer != null) {
      outer.inner.add(this);
      canceled = outer.canceled;
    }
  }

  /** A command has started something. */
  void started(int command, String label) {
    open.put(command, label);
  }

  /** What a command has started has ended. */
  void ended(int command) {
    open.remove(command);
    forgetIfOver();
  }

  /** No code runs in it any more. */
  void leave() {
    left = true;
    forgetIfOver();
  }

  /** A run that lives long must not remember all that it has ever done. */
  private void forgetIfOver() {
    if (left && outer != null && open.isEmpty() && inner.isEmpty()) {
      outer.inner.remove(this);
      outer.forgetIfOver();
    }
  }

  /** Cancels it and what is inside. */
  void cancel() {
    if (!canceled) {
      canceled = true;
      Map.copyOf(open).keySet().stream()
          .sorted()
          .forEach(command -> cancelCommand.accept(command, open.get(command)));
      List.copyOf(inner).forEach(Scope::cancel);
    }
  }

  boolean isCanceled() {
    return canceled;
  }
}
