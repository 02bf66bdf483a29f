package io.infinitic.workers.replay;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deferreds combine. Each settlement of a part costs the same, however many parts there are.
 */
final class Combinations {

  private Combinations() {}

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
              result.settle(parts.get(part).reached(), failure(outcomes[part]));
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
          result.settle(parts.get(part).reached(), parts.get(part).outcome());
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

  /** Completes when what is awaited has settled, however, or the timer of its limit. */
  static Promise<Boolean> settled(RunCore run, Promise<?> awaited, Promise<Instant> limit) {
    String wait = awaited.name() + ", or its limit, " + limit.label();
    return new Combination<Boolean, Object>(run, "any", List.of(awaited, limit), wait) {
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
}
