package io.infinitic.workers.replay;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deferreds combine. Each settlement of a part costs the same, however many parts there are.
 */
final class Combinations {

  private Combinations() {}

  /** A combination in the making. */
  private abstract static class Combination<T, P> {
    final List<Promise<P>> parts;
    final CombinedPromise<T> result;
    int completed;
    int failed;
    final boolean[] isCompleted;
    final boolean[] isFailed;
    boolean isListening;

    Combination(RunCore run, String what, List<? extends Deferred<?>> deferreds) {
      parts = parts(run, deferreds);
      String label = label(what, parts);
      result = new CombinedPromise<>(run, label, parts, this);
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

    private void look() {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).hasSettled()) {
          note(i);
        }
      }
    }

    void listen() {
      isListening = true;
      result.run().made(result);
      for (int i = 0; i < parts.size(); i++) {
        int part = i;
        parts
            .get(i)
            .whenSettled(
                result,
                () -> {
                  note(part);
                  release();
                });
      }
      release();
    }

    private void note(int part) {
      if (parts.get(part).status() == DeferredStatus.COMPLETED) {
        if (!isCompleted[part]) {
          isCompleted[part] = true;
          completed++;
          failed -= isFailed[part] ? 1 : 0;
          isFailed[part] = false;
        }
      } else if (!isFailed[part]) {
        isFailed[part] = true;
        failed++;
      }
      settled(part);
    }

    /** Parts that did not make the result must neither take nor keep a signal. */
    private void release() {
      if (result.reached() == DeferredStatus.COMPLETED) {
        parts.forEach(part -> part.forget(result));
      }
      if (result.reached() != DeferredStatus.ONGOING) {
        for (Promise<P> part : parts) {
          if (!makes(part)) {
            part.abandonIfUnwanted();
          }
        }
      }
    }

    /** Whether the result holds the value of the part. */
    abstract boolean makes(Promise<P> part);

    /** What it will be when somebody waits for it, and so for signals that are there already. */
    abstract DeferredStatus foreseen(Foresight foresight);

    /** The same, as decisions by earlier rules have seen it. */
    abstract DeferredStatus foreseenOnce();
  }

  /** Results in order when all have completed; the first failure otherwise. */
  static <T> Promise<List<T>> and(RunCore run, List<? extends Deferred<?>> all) {
    Combination<List<T>, T> combination =
        new Combination<>(run, "and", all) {
          @SuppressWarnings({"unchecked", "rawtypes"}) // arrays of generics
          private final Promise.Outcome<T>[] outcomes = new Promise.Outcome[parts.size()];

          private int failedBy = -1;

          @Override
          void settled(int part) {
            outcomes[part] = parts.get(part).outcome();
            if (isFailed[part] && (failedBy < 0 || failedBy == part)) {
              failedBy = part;
              result.settle(parts.get(part).status(), failure(outcomes[part]));
            } else if (completed == parts.size()) {
              result.settle(DeferredStatus.COMPLETED, () -> values(outcomes));
            }
          }

          @Override
          boolean makes(Promise<T> part) {
            return result.reached() == DeferredStatus.COMPLETED;
          }

          @Override
          DeferredStatus foreseen(Foresight foresight) {
            boolean all = true;
            for (Promise<T> part : parts) { // also after one that waits: the others take theirs
              all &= part.foreseen(foresight) == DeferredStatus.COMPLETED;
            }
            return all ? DeferredStatus.COMPLETED : DeferredStatus.ONGOING;
          }

          @Override
          DeferredStatus foreseenOnce() {
            boolean all = parts.stream().allMatch(Combinations::isCompleted);
            // One signal may be there for two of them.
            boolean isSure = parts.stream().filter(part -> !part.hasSettled()).count() <= 1;
            return all && isSure ? DeferredStatus.COMPLETED : DeferredStatus.ONGOING;
          }
        };
    if (combination.parts.isEmpty()) {
      combination.result.settle(DeferredStatus.COMPLETED, List::of);
    }
    return combination.begin();
  }

  /** The first result; the last failure if all fail. */
  static <T> Promise<T> or(RunCore run, List<? extends Deferred<?>> any) {
    if (any.isEmpty()) {
      throw new IllegalArgumentException("or() of no deferreds would never complete");
    }
    return new Combination<T, T>(run, "or", any) {
      private Promise<T> winner;

      @Override
      void settled(int part) {
        if (isCompleted[part] || failed == parts.size()) {
          winner = result.reached() == DeferredStatus.COMPLETED ? winner : parts.get(part);
          result.settle(parts.get(part).status(), parts.get(part).outcome());
        }
      }

      @Override
      boolean makes(Promise<T> part) {
        return part == winner;
      }

      @Override
      DeferredStatus foreseen(Foresight foresight) {
        int before = foresight.size();
        for (Promise<T> part : parts) {
          int losers = foresight.size();
          if (part.foreseen(foresight) == DeferredStatus.COMPLETED) {
            foresight.giveBack(before, losers);
            return DeferredStatus.COMPLETED;
          }
        }
        return DeferredStatus.ONGOING;
      }

      @Override
      DeferredStatus foreseenOnce() {
        return parts.stream().anyMatch(Combinations::isCompleted)
            ? DeferredStatus.COMPLETED
            : DeferredStatus.ONGOING;
      }
    }.begin();
  }

  /** Completes when one of them has settled, however. */
  static Promise<Boolean> settled(RunCore run, List<? extends Deferred<?>> any) {
    return new Combination<Boolean, Object>(run, "any", any) {
      @Override
      void settled(int part) {
        result.settle(DeferredStatus.COMPLETED, () -> true);
      }

      @Override
      boolean makes(Promise<Object> part) {
        return true; // who waited for any of them looks at each
      }

      @Override
      DeferredStatus foreseen(Foresight foresight) {
        return foreseenOnce(); // the code does not have it, and cannot combine it
      }

      @Override
      DeferredStatus foreseenOnce() {
        return parts.stream().allMatch(part -> part.status() == DeferredStatus.ONGOING)
            ? DeferredStatus.ONGOING
            : DeferredStatus.COMPLETED;
      }
    }.begin();
  }

  private static boolean isCompleted(Promise<?> part) {
    return part.status() == DeferredStatus.COMPLETED;
  }

  private static <R, T> Promise.Outcome<R> failure(Promise.Outcome<T> failed) {
    return () -> {
      failed.get();
      throw new IllegalStateException("a part has not failed");
    };
  }

  private static <T> List<@Nullable T> values(Promise.Outcome<T>[] outcomes) {
    List<@Nullable T> values = new ArrayList<>(outcomes.length);
    Arrays.stream(outcomes).forEach(outcome -> values.add(outcome.get()));
    return values;
  }

  @SuppressWarnings("unchecked") // the caller of and/or has named the type
  private static <T> List<Promise<T>> parts(RunCore run, List<? extends Deferred<?>> deferreds) {
    List<Promise<T>> parts = new ArrayList<>(deferreds.size());
    for (Deferred<?> deferred : deferreds) {
      parts.add((Promise<T>) run.mine(deferred));
    }
    return parts;
  }

  private static String label(String what, List<? extends Promise<?>> parts) {
    return what
        + "("
        + String.join(", ", parts.stream().limit(3).map(Promise::name).toList())
        + (parts.size() > 3 ? ", …" : "")
        + ")";
  }

  /** Cancelled with all its parts. */
  private static final class CombinedPromise<T> extends Promise<T> {
    private final List<? extends Promise<?>> parts;
    private final Combination<T, ?> combination;
    private final boolean hasSignals;

    CombinedPromise(
        RunCore run,
        String label,
        List<? extends Promise<?>> parts,
        Combination<T, ?> combination) {
      super(run, label, label, () -> parts.forEach(Deferred::cancel));
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
        combination.listen();
      }
    }

    @Override
    boolean hasSettled() {
      return run().rules().takeOnlyByWaiting() ? super.hasSettled() : isOver();
    }

    /** What it has come to; by rules before 2, signals that are there are taken. */
    DeferredStatus reached() {
      hasSettled();
      return super.status();
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
      return hasSettled() || !hasSignals ? super.status() : combination.foreseen(foresight);
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
    public String label() {
      return parts.stream().allMatch(part -> part.label() == null) ? null : name();
    }
  }
}
