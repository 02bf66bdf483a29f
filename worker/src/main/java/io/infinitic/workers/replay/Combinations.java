package io.infinitic.workers.replay;

import io.infinitic.workflows.Deferred;
import io.infinitic.workflows.DeferredStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How deferreds combine. Each settlement of a part costs the same, however many parts there are.
 */
final class Combinations {

  private Combinations() {}

  /** Results in order when all have completed; the first failure otherwise. */
  static <T> Promise<List<T>> and(RunExecution run, List<? extends Deferred<?>> all) {
    List<Promise<T>> parts = parts(run, all);
    Promise<List<T>> result =
        new Promise<>(run, label("and", parts), () -> parts.forEach(Deferred::cancel));
    int[] open = {parts.size()};
    for (Promise<T> part : parts) {
      part.whenSettled(
          () -> {
            open[0]--;
            if (part.status() != DeferredStatus.COMPLETED) {
              result.settle(
                  part.status(),
                  () -> {
                    part.outcome().get();
                    throw new IllegalStateException(part + " has not failed");
                  });
            } else if (open[0] == 0) {
              result.settle(DeferredStatus.COMPLETED, () -> values(parts));
            }
          });
    }
    if (parts.isEmpty()) {
      result.settle(DeferredStatus.COMPLETED, List::of);
    }
    return result;
  }

  /** The first result; the last failure if all fail. */
  static <T> Promise<T> or(RunExecution run, List<? extends Deferred<?>> any) {
    List<Promise<T>> parts = parts(run, any);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("or() of no deferreds would never complete");
    }
    Promise<T> result =
        new Promise<>(run, label("or", parts), () -> parts.forEach(Deferred::cancel));
    int[] open = {parts.size()};
    for (Promise<T> part : parts) {
      part.whenSettled(
          () -> {
            open[0]--;
            if (part.status() == DeferredStatus.COMPLETED || open[0] == 0) {
              result.settle(part.status(), part.outcome());
            }
          });
    }
    return result;
  }

  /** Completes when one of them has settled, however. */
  static Promise<Boolean> settled(RunExecution run, List<? extends Deferred<?>> any) {
    List<Promise<Object>> parts = parts(run, any);
    Promise<Boolean> result = new Promise<>(run, label("settled", parts), () -> {});
    for (Promise<Object> part : parts) {
      part.whenSettled(() -> result.settle(DeferredStatus.COMPLETED, () -> true));
    }
    return result;
  }

  private static <T> List<@Nullable T> values(List<Promise<T>> parts) {
    List<@Nullable T> values = new ArrayList<>(parts.size());
    for (Promise<T> part : parts) {
      values.add(part.outcome().get());
    }
    return values;
  }

  @SuppressWarnings("unchecked") // the caller of and/or has named the type
  private static <T> List<Promise<T>> parts(
      RunExecution run, List<? extends Deferred<?>> deferreds) {
    List<Promise<T>> parts = new ArrayList<>(deferreds.size());
    for (Deferred<?> deferred : deferreds) {
      parts.add((Promise<T>) run.mine(deferred));
    }
    return parts;
  }

  private static String label(String what, List<? extends Promise<?>> parts) {
    return what
        + "("
        + String.join(", ", parts.stream().limit(3).map(Promise::getId).toList())
        + (parts.size() > 3 ? ", …" : "")
        + ")";
  }
}
