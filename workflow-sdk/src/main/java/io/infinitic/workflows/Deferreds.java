package io.infinitic.workflows;

import java.util.Collection;
import java.util.List;

/** Combinations of deferreds, for {@code import static}. */
public final class Deferreds {

  private Deferreds() {}

  /** Completes with the results in order when all have completed; fails with the first failure. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Deferred<List<T>> and(Deferred<? extends T>... all) {
    return Deferred.and(List.of(all));
  }

  /** Completes with the first result; fails with the last failure if all fail. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Deferred<T> or(Deferred<? extends T>... any) {
    return Deferred.or(List.of(any));
  }

  /** The same for a collection. */
  public static <T> Deferred<List<T>> and(Collection<? extends Deferred<? extends T>> all) {
    return Deferred.and(all);
  }

  /** The same for a collection. */
  public static <T> Deferred<T> or(Collection<? extends Deferred<? extends T>> any) {
    return Deferred.or(any);
  }
}
