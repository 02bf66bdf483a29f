package io.infinitic.clients;

import io.infinitic.functions.Func0;
import io.infinitic.functions.Func1;
import io.infinitic.functions.Func2;
import io.infinitic.functions.Func3;
import io.infinitic.functions.Func4;
import io.infinitic.functions.Func5;
import io.infinitic.functions.Func6;
import io.infinitic.functions.Func7;
import io.infinitic.functions.Func8;
import io.infinitic.functions.Func9;
import io.infinitic.functions.Proc0;
import io.infinitic.functions.Proc1;
import io.infinitic.functions.Proc2;
import io.infinitic.functions.Proc3;
import io.infinitic.functions.Proc4;
import io.infinitic.functions.Proc5;
import io.infinitic.functions.Proc6;
import io.infinitic.functions.Proc7;
import io.infinitic.functions.Proc8;
import io.infinitic.functions.Proc9;
import io.infinitic.stubs.StubCall;
import io.infinitic.stubs.Stubs;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The forms of {@code dispatch}: with a result or without, waiting for the engine or not, with up
 * to nine arguments.
 *
 * <p>All of them take a method of a stub and its arguments: {@code dispatch(workflow::crop, url,
 * 100)}.
 */
abstract class Dispatching {

  /**
   * Sends what was asked of a stub.
   *
   * @return done when the engine has accepted it
   */
  abstract <R> CompletableFuture<Deferred<R>> send(StubCall call);

  private <R> CompletableFuture<Deferred<R>> async(Supplier<StubCall> asked) {
    return Replies.attempt(() -> send(asked.get()));
  }

  private <R> Deferred<R> accepted(StubCall call) {
    return Replies.join(this.<R>send(call));
  }

  /**
   * Starts a workflow, or calls a method of a running one, without waiting for its result. Returns
   * when the engine has accepted it.
   *
   * @throws io.infinitic.exceptions.WorkflowAlreadyStartedException if an open run has the id
   * @throws io.infinitic.exceptions.WorkflowUnknownException if a run is called that is not open
   */
  public final <R> Deferred<R> dispatch(Func0<R> method) {
    return accepted(Stubs.capture(() -> method.apply()));
  }

  /** {@link #dispatch(Func0)} with 1 argument. */
  public final <A, R> Deferred<R> dispatch(Func1<A, R> method, A a) {
    return accepted(Stubs.capture(() -> method.apply(a)));
  }

  /** {@link #dispatch(Func0)} with 2 arguments. */
  public final <A, B, R> Deferred<R> dispatch(Func2<A, B, R> method, A a, B b) {
    return accepted(Stubs.capture(() -> method.apply(a, b)));
  }

  /** {@link #dispatch(Func0)} with 3 arguments. */
  public final <A, B, C, R> Deferred<R> dispatch(Func3<A, B, C, R> method, A a, B b, C c) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** {@link #dispatch(Func0)} with 4 arguments. */
  public final <A, B, C, D, R> Deferred<R> dispatch(
      Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** {@link #dispatch(Func0)} with 5 arguments. */
  public final <A, B, C, D, E, R> Deferred<R> dispatch(
      Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** {@link #dispatch(Func0)} with 6 arguments. */
  public final <A, B, C, D, E, F, R> Deferred<R> dispatch(
      Func6<A, B, C, D, E, F, R> method, A a, B b, C c, D d, E e, F f) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** {@link #dispatch(Func0)} with 7 arguments. */
  public final <A, B, C, D, E, F, G, R> Deferred<R> dispatch(
      Func7<A, B, C, D, E, F, G, R> method, A a, B b, C c, D d, E e, F f, G g) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** {@link #dispatch(Func0)} with 8 arguments. */
  public final <A, B, C, D, E, F, G, H, R> Deferred<R> dispatch(
      Func8<A, B, C, D, E, F, G, H, R> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** {@link #dispatch(Func0)} with 9 arguments. */
  public final <A, B, C, D, E, F, G, H, I, R> Deferred<R> dispatch(
      Func9<A, B, C, D, E, F, G, H, I, R> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** Does what {@link #dispatch(Func0)} does for a method whose result nobody needs. */
  public final Deferred<Void> dispatchVoid(Proc0 method) {
    return accepted(Stubs.capture(() -> method.apply()).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 1 argument. */
  public final <A> Deferred<Void> dispatchVoid(Proc1<A> method, A a) {
    return accepted(Stubs.capture(() -> method.apply(a)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 2 arguments. */
  public final <A, B> Deferred<Void> dispatchVoid(Proc2<A, B> method, A a, B b) {
    return accepted(Stubs.capture(() -> method.apply(a, b)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 3 arguments. */
  public final <A, B, C> Deferred<Void> dispatchVoid(Proc3<A, B, C> method, A a, B b, C c) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 4 arguments. */
  public final <A, B, C, D> Deferred<Void> dispatchVoid(
      Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 5 arguments. */
  public final <A, B, C, D, E> Deferred<Void> dispatchVoid(
      Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 6 arguments. */
  public final <A, B, C, D, E, F> Deferred<Void> dispatchVoid(
      Proc6<A, B, C, D, E, F> method, A a, B b, C c, D d, E e, F f) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 7 arguments. */
  public final <A, B, C, D, E, F, G> Deferred<Void> dispatchVoid(
      Proc7<A, B, C, D, E, F, G> method, A a, B b, C c, D d, E e, F f, G g) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 8 arguments. */
  public final <A, B, C, D, E, F, G, H> Deferred<Void> dispatchVoid(
      Proc8<A, B, C, D, E, F, G, H> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)).withoutResult());
  }

  /** {@link #dispatchVoid(Proc0)} with 9 arguments. */
  public final <A, B, C, D, E, F, G, H, I> Deferred<Void> dispatchVoid(
      Proc9<A, B, C, D, E, F, G, H, I> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return accepted(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)).withoutResult());
  }

  /**
   * Does what {@link #dispatch(Func0)} does without waiting for the engine. Throws nothing: what
   * {@code dispatch} would throw fails the future.
   */
  public final <R> CompletableFuture<Deferred<R>> dispatchAsync(Func0<R> method) {
    return async(() -> Stubs.capture(() -> method.apply()));
  }

  /** {@link #dispatchAsync(Func0)} with 1 argument. */
  public final <A, R> CompletableFuture<Deferred<R>> dispatchAsync(Func1<A, R> method, A a) {
    return async(() -> Stubs.capture(() -> method.apply(a)));
  }

  /** {@link #dispatchAsync(Func0)} with 2 arguments. */
  public final <A, B, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func2<A, B, R> method, A a, B b) {
    return async(() -> Stubs.capture(() -> method.apply(a, b)));
  }

  /** {@link #dispatchAsync(Func0)} with 3 arguments. */
  public final <A, B, C, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func3<A, B, C, R> method, A a, B b, C c) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** {@link #dispatchAsync(Func0)} with 4 arguments. */
  public final <A, B, C, D, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** {@link #dispatchAsync(Func0)} with 5 arguments. */
  public final <A, B, C, D, E, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** {@link #dispatchAsync(Func0)} with 6 arguments. */
  public final <A, B, C, D, E, F, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func6<A, B, C, D, E, F, R> method, A a, B b, C c, D d, E e, F f) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** {@link #dispatchAsync(Func0)} with 7 arguments. */
  public final <A, B, C, D, E, F, G, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func7<A, B, C, D, E, F, G, R> method, A a, B b, C c, D d, E e, F f, G g) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** {@link #dispatchAsync(Func0)} with 8 arguments. */
  public final <A, B, C, D, E, F, G, H, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func8<A, B, C, D, E, F, G, H, R> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** {@link #dispatchAsync(Func0)} with 9 arguments. */
  public final <A, B, C, D, E, F, G, H, I, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func9<A, B, C, D, E, F, G, H, I, R> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** Does what {@link #dispatchAsync(Func0)} does for a method whose result nobody needs. */
  public final CompletableFuture<Deferred<Void>> dispatchVoidAsync(Proc0 method) {
    return async(() -> Stubs.capture(() -> method.apply()).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 1 argument. */
  public final <A> CompletableFuture<Deferred<Void>> dispatchVoidAsync(Proc1<A> method, A a) {
    return async(() -> Stubs.capture(() -> method.apply(a)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 2 arguments. */
  public final <A, B> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc2<A, B> method, A a, B b) {
    return async(() -> Stubs.capture(() -> method.apply(a, b)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 3 arguments. */
  public final <A, B, C> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc3<A, B, C> method, A a, B b, C c) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 4 arguments. */
  public final <A, B, C, D> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 5 arguments. */
  public final <A, B, C, D, E> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 6 arguments. */
  public final <A, B, C, D, E, F> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc6<A, B, C, D, E, F> method, A a, B b, C c, D d, E e, F f) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 7 arguments. */
  public final <A, B, C, D, E, F, G> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc7<A, B, C, D, E, F, G> method, A a, B b, C c, D d, E e, F f, G g) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 8 arguments. */
  public final <A, B, C, D, E, F, G, H> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc8<A, B, C, D, E, F, G, H> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return async(() -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)).withoutResult());
  }

  /** {@link #dispatchVoidAsync(Proc0)} with 9 arguments. */
  public final <A, B, C, D, E, F, G, H, I> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc9<A, B, C, D, E, F, G, H, I> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return async(
        () -> Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)).withoutResult());
  }
}
