package io.infinitic.workers.replay;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** What no command has started; nobody can tell what becomes of what nobody knows any more. */
  private List<WeakReference<Promise<?>>> made = new ArrayList<>();

  private int roomForMade = 16;
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

  /** A receive or a combination was made in it. */
  void made(Promise<?> promise) {
    if (made.size() >= roomForMade) {
      made.removeIf(one -> one.get() == null);
      roomForMade = 2 * made.size() + 16;
    }
    made.add(new WeakReference<>(promise));
  }

  /** No code runs in it any more. */
  void leave() {
    left = true;
    forgetIfOver();
  }

  /** A run that lives long must not remember all that it has ever done. */
  private void forgetIfOver() {
    if (left && outer != null && open.isEmpty() && inner.isEmpty()) {
      if (outer.inner.remove(this)) {
        made.stream().map(WeakReference::get).filter(Objects::nonNull).forEach(outer::made);
      }
      outer.forgetIfOver();
    }
  }

  /** Cancels it and what is inside. Which scopes are cancelled now. */
  List<Scope> cancel() {
    List<Scope> now = new ArrayList<>();
    cancel(now);
    return now;
  }

  private void cancel(List<Scope> now) {
    if (!canceled) {
      canceled = true;
      now.add(this);
      Map.copyOf(open).keySet().stream()
          .sorted()
          .forEach(command -> cancelCommand.accept(command, open.get(command)));
      List.copyOf(inner).forEach(scope -> scope.cancel(now));
    }
  }

  /** Ends what no command has started: combinations before their parts, which were made earlier. */
  void endMade() {
    List<WeakReference<Promise<?>>> ending = made;
    made = new ArrayList<>();
    for (int i = ending.size() - 1; i >= 0; i--) {
      Promise<?> promise = ending.get(i).get();
      if (promise != null) {
        promise.canceledWithScope();
      }
    }
  }

  /** Numbers of the commands whose outcome is open. */
  List<Integer> open() {
    return List.copyOf(open.keySet());
  }

  boolean isCanceled() {
    return canceled;
  }
}
