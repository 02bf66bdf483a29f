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

/** The overloads of {@code dispatch}; {@link InfiniticClient} inherits them. */
interface Dispatch {

  /** Starts what the call says, and returns when the engine has accepted it. */
  <R> Deferred<R> dispatch(StubCall call);

  /** The same without waiting. */
  <R> CompletableFuture<Deferred<R>> dispatchAsync(StubCall call);

  /**
   * Starts a workflow, or calls a method of a running one, without waiting for its result: {@code
   * dispatch(workflow::crop, url, 100)}. Returns when the engine has accepted it. Throws {@code
   * WorkflowAlreadyStartedException} if an open run has the id.
   */
  default <R> Deferred<R> dispatch(Func0<R> method) {
    return dispatch(Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <A, R> Deferred<R> dispatch(Func1<A, R> method, A a) {
    return dispatch(Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <A, B, R> Deferred<R> dispatch(Func2<A, B, R> method, A a, B b) {
    return dispatch(Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <A, B, C, R> Deferred<R> dispatch(Func3<A, B, C, R> method, A a, B b, C c) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <A, B, C, D, R> Deferred<R> dispatch(Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <A, B, C, D, E, R> Deferred<R> dispatch(
      Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <A, B, C, D, E, F, R> Deferred<R> dispatch(
      Func6<A, B, C, D, E, F, R> method, A a, B b, C c, D d, E e, F f) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <A, B, C, D, E, F, G, R> Deferred<R> dispatch(
      Func7<A, B, C, D, E, F, G, R> method, A a, B b, C c, D d, E e, F f, G g) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <A, B, C, D, E, F, G, H, R> Deferred<R> dispatch(
      Func8<A, B, C, D, E, F, G, H, R> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <A, B, C, D, E, F, G, H, I, R> Deferred<R> dispatch(
      Func9<A, B, C, D, E, F, G, H, I, R> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** The same for a method without result. */
  default Deferred<Void> dispatchVoid(Proc0 method) {
    return dispatch(Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <A> Deferred<Void> dispatchVoid(Proc1<A> method, A a) {
    return dispatch(Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <A, B> Deferred<Void> dispatchVoid(Proc2<A, B> method, A a, B b) {
    return dispatch(Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <A, B, C> Deferred<Void> dispatchVoid(Proc3<A, B, C> method, A a, B b, C c) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <A, B, C, D> Deferred<Void> dispatchVoid(Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <A, B, C, D, E> Deferred<Void> dispatchVoid(
      Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <A, B, C, D, E, F> Deferred<Void> dispatchVoid(
      Proc6<A, B, C, D, E, F> method, A a, B b, C c, D d, E e, F f) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <A, B, C, D, E, F, G> Deferred<Void> dispatchVoid(
      Proc7<A, B, C, D, E, F, G> method, A a, B b, C c, D d, E e, F f, G g) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <A, B, C, D, E, F, G, H> Deferred<Void> dispatchVoid(
      Proc8<A, B, C, D, E, F, G, H> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <A, B, C, D, E, F, G, H, I> Deferred<Void> dispatchVoid(
      Proc9<A, B, C, D, E, F, G, H, I> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /**
   * As {@code dispatch}, without waiting for the engine: what {@code dispatch} would throw fails
   * the future.
   */
  default <R> CompletableFuture<Deferred<R>> dispatchAsync(Func0<R> method) {
    return dispatchAsync(Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <A, R> CompletableFuture<Deferred<R>> dispatchAsync(Func1<A, R> method, A a) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <A, B, R> CompletableFuture<Deferred<R>> dispatchAsync(Func2<A, B, R> method, A a, B b) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <A, B, C, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func3<A, B, C, R> method, A a, B b, C c) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <A, B, C, D, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <A, B, C, D, E, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <A, B, C, D, E, F, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func6<A, B, C, D, E, F, R> method, A a, B b, C c, D d, E e, F f) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <A, B, C, D, E, F, G, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func7<A, B, C, D, E, F, G, R> method, A a, B b, C c, D d, E e, F f, G g) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <A, B, C, D, E, F, G, H, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func8<A, B, C, D, E, F, G, H, R> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <A, B, C, D, E, F, G, H, I, R> CompletableFuture<Deferred<R>> dispatchAsync(
      Func9<A, B, C, D, E, F, G, H, I, R> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** As {@code dispatchVoid}, without waiting for the engine. */
  default CompletableFuture<Deferred<Void>> dispatchVoidAsync(Proc0 method) {
    return dispatchAsync(Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <A> CompletableFuture<Deferred<Void>> dispatchVoidAsync(Proc1<A> method, A a) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <A, B> CompletableFuture<Deferred<Void>> dispatchVoidAsync(Proc2<A, B> method, A a, B b) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <A, B, C> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc3<A, B, C> method, A a, B b, C c) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <A, B, C, D> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <A, B, C, D, E> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <A, B, C, D, E, F> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc6<A, B, C, D, E, F> method, A a, B b, C c, D d, E e, F f) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <A, B, C, D, E, F, G> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc7<A, B, C, D, E, F, G> method, A a, B b, C c, D d, E e, F f, G g) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <A, B, C, D, E, F, G, H> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc8<A, B, C, D, E, F, G, H> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <A, B, C, D, E, F, G, H, I> CompletableFuture<Deferred<Void>> dispatchVoidAsync(
      Proc9<A, B, C, D, E, F, G, H, I> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return dispatchAsync(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }
}
