package io.infinitic.workers.replay;

import io.infinitic.wire.Shortening;
import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A combination in the making. */
abstract class Combination<T, P> {
  private static final int LABEL_BYTES = 1_000;

  final List<Promise<P>> parts;
  final CombinedPromise<T> result;
  int completed;
  int failed;
  final boolean[] isCompleted;
  final boolean[] isFailed;
  boolean isListening;

  Combination(RunCore run, String what, List<? extends Deferred<?>> deferreds) {
    this(run, what, deferreds, null);
  }

  /**
   * @param wait what it is that who awaits it waits for; null if its parts say that
   */
  Combination(
      RunCore run, String what, List<? extends Deferred<?>> deferreds, @Nullable String wait) {
    parts = parts(run, deferreds);
    result =
        new CombinedPromise<>(
            run,
            label(what, parts, Promise::name),
            wait == null ? waitFor(what, parts) : wait,
            parts,
            this);
    isCompleted = new boolean[parts.size()];
    isFailed = new boolean[parts.size()];
  }

  abstract void settled(int part);

  /** What is only looked at must leave no trace in its parts. */
  Promise<T> begin() {
    if (result.run().isLooking()) {
      look();
    } else {
      listen();
    }
    return result;
  }

  /** Nothing tells it what becomes of its parts: it looks each time that it is asked. */
  void look() {
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).hasSettled()) {
        note(i);
      } else {
        forget(i);
      }
    }
  }

  void listen() {
    isListening = true;
    result.run().made(result);
    listenToParts();
  }

  private void listenToParts() {
    for (int i = 0; i < parts.size(); i++) {
      int part = i;
      parts.get(i).whenSettled(result, () -> hear(part));
    }
    release();
  }

  private void hear(int part) {
    if (!rules().forgetWhatIsGivenBack() || parts.get(part).hasSettled()) {
      note(part);
    } else {
      forget(part);
    }
    release();
  }

  private void note(int part) {
    if (parts.get(part).reached() == DeferredStatus.COMPLETED) {
      if (!isCompleted[part]) {
        isCompleted[part] = true;
        completed++;
        failed -= isFailed[part] ? 1 : 0;
        isFailed[part] = false;
      }
    } else if (!isFailed[part]) {
      isFailed[part] = true;
      failed++;
      if (rules().forgetWhatIsGivenBack()) {
        uncount(part);
      }
    }
    settled(part);
  }

  /** The part has nothing any more: its signal is for others. */
  private void forget(int part) {
    boolean wasCounted = uncount(part);
    boolean isResult = result.reached() == DeferredStatus.COMPLETED && makes(parts.get(part));
    if (wasCounted && isResult) {
      result.reopen();
      if (isListening) {
        parts.forEach(one -> one.forget(result));
        listenToParts();
      }
    }
  }

  private boolean uncount(int part) {
    boolean wasCounted = isCompleted[part];
    isCompleted[part] = false;
    completed -= wasCounted ? 1 : 0;
    return wasCounted;
  }

  /** Parts that did not make the result must neither take nor keep a signal. */
  private void release() {
    if (result.reached() == DeferredStatus.COMPLETED) {
      for (Promise<P> part : parts) {
        if (result.isFinal() || !makes(part)) {
          part.forget(result);
        }
      }
    }
    if (result.reached() != DeferredStatus.ONGOING) {
      for (Promise<P> part : parts) {
        if (!makes(part)) {
          part.abandonIfUnwanted();
        }
      }
    }
  }

  private Rules rules() {
    return result.run().rules();
  }

  /** Whether the result holds the value of the part. */
  abstract boolean makes(Promise<P> part);

  /** What it will be when somebody waits for it, and so for signals that are there already. */
  abstract DeferredStatus foreseen(Foresight foresight);

  /** The same, as decisions by earlier rules have seen it. */
  abstract DeferredStatus foreseenOnce();

  @SuppressWarnings("unchecked") // the caller of and/or has named the type
  private static <T> List<Promise<T>> parts(RunCore run, List<? extends Deferred<?>> deferreds) {
    List<Promise<T>> parts = new ArrayList<>(deferreds.size());
    for (Deferred<?> deferred : deferreds) {
      parts.add((Promise<T>) run.mine(deferred));
    }
    return parts;
  }

  private static String label(
      String what, List<? extends Promise<?>> parts, Function<Promise<?>, String> name) {
    String label =
        what
            + "("
            + String.join(", ", parts.stream().limit(3).map(name).toList())
            + (parts.size() > 3 ? ", …" : "")
            + ")";
    // Combinations of combinations would have the names of all that is in them, again and again.
    return Shortening.text(label, LABEL_BYTES);
  }

  /** Null if the engine knows of all of them anyway. */
  private static @Nullable String waitFor(String what, List<? extends Promise<?>> parts) {
    return parts.stream().allMatch(part -> part.label() == null)
        ? null
        : label(what, parts, Combination::waitFor);
  }

  /** Combinations of combinations are named in short: they may be nested deeply. */
  private static String waitFor(Promise<?> part) {
    String label = part instanceof CombinedPromise<?> ? null : part.label();
    return label == null ? part.name() : label;
  }
}
