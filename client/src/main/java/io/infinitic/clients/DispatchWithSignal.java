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
import io.infinitic.workflows.SendChannel;
import java.util.concurrent.CompletableFuture;

/** The overloads of {@code dispatchWithSignal}; {@link InfiniticClient} inherits them. */
interface DispatchWithSignal {

  /** Starts what the call says unless a run is open, and sends the signal. */
  <R> Deferred<R> signalWithStart(SendChannel<?> channel, Object signal, StubCall call);

  /** The same without waiting. */
  <R> CompletableFuture<Deferred<R>> signalWithStartAsync(
      SendChannel<?> channel, Object signal, StubCall call);

  /**
   * Starts a workflow unless a run with the stub's id is open, and sends the signal to it, in one
   * step: {@code dispatchWithSignal(cart.getItems(), "book", cart::shop, customer)}. The stub is
   * made by {@code newWorkflow} with options that name the id.
   */
  default <S, R> Deferred<R> dispatchWithSignal(SendChannel<S> channel, S signal, Func0<R> method) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <S, A, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel, S signal, Func1<A, R> method, A a) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <S, A, B, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel, S signal, Func2<A, B, R> method, A a, B b) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <S, A, B, C, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel, S signal, Func3<A, B, C, R> method, A a, B b, C c) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <S, A, B, C, D, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel, S signal, Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <S, A, B, C, D, E, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel, S signal, Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <S, A, B, C, D, E, F, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel,
      S signal,
      Func6<A, B, C, D, E, F, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <S, A, B, C, D, E, F, G, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel,
      S signal,
      Func7<A, B, C, D, E, F, G, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <S, A, B, C, D, E, F, G, H, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel,
      S signal,
      Func8<A, B, C, D, E, F, G, H, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h) {
    return signalWithStart(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <S, A, B, C, D, E, F, G, H, I, R> Deferred<R> dispatchWithSignal(
      SendChannel<S> channel,
      S signal,
      Func9<A, B, C, D, E, F, G, H, I, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h,
      I i) {
    return signalWithStart(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** The same without waiting for the engine. */
  default <S, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func0<R> method) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <S, A, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func1<A, R> method, A a) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <S, A, B, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func2<A, B, R> method, A a, B b) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <S, A, B, C, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func3<A, B, C, R> method, A a, B b, C c) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <S, A, B, C, D, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <S, A, B, C, D, E, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel, S signal, Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <S, A, B, C, D, E, F, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Func6<A, B, C, D, E, F, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <S, A, B, C, D, E, F, G, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Func7<A, B, C, D, E, F, G, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <S, A, B, C, D, E, F, G, H, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Func8<A, B, C, D, E, F, G, H, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <S, A, B, C, D, E, F, G, H, I, R> CompletableFuture<Deferred<R>> dispatchWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Func9<A, B, C, D, E, F, G, H, I, R> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h,
      I i) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** The same for a method without result. */
  default <S> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc0 method) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <S, A> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc1<A> method, A a) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <S, A, B> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc2<A, B> method, A a, B b) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <S, A, B, C> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc3<A, B, C> method, A a, B b, C c) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <S, A, B, C, D> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <S, A, B, C, D, E> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel, S signal, Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <S, A, B, C, D, E, F> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel,
      S signal,
      Proc6<A, B, C, D, E, F> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <S, A, B, C, D, E, F, G> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel,
      S signal,
      Proc7<A, B, C, D, E, F, G> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g) {
    return signalWithStart(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <S, A, B, C, D, E, F, G, H> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel,
      S signal,
      Proc8<A, B, C, D, E, F, G, H> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h) {
    return signalWithStart(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <S, A, B, C, D, E, F, G, H, I> Deferred<Void> dispatchVoidWithSignal(
      SendChannel<S> channel,
      S signal,
      Proc9<A, B, C, D, E, F, G, H, I> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h,
      I i) {
    return signalWithStart(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** The same without waiting for the engine. */
  default <S> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc0 method) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  default <S, A> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc1<A> method, A a) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  default <S, A, B> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc2<A, B> method, A a, B b) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  default <S, A, B, C> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc3<A, B, C> method, A a, B b, C c) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  default <S, A, B, C, D> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  default <S, A, B, C, D, E> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel, S signal, Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return signalWithStartAsync(channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  default <S, A, B, C, D, E, F> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Proc6<A, B, C, D, E, F> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  default <S, A, B, C, D, E, F, G> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Proc7<A, B, C, D, E, F, G> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  default <S, A, B, C, D, E, F, G, H> CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
      SendChannel<S> channel,
      S signal,
      Proc8<A, B, C, D, E, F, G, H> method,
      A a,
      B b,
      C c,
      D d,
      E e,
      F f,
      G g,
      H h) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  default <S, A, B, C, D, E, F, G, H, I>
      CompletableFuture<Deferred<Void>> dispatchVoidWithSignalAsync(
          SendChannel<S> channel,
          S signal,
          Proc9<A, B, C, D, E, F, G, H, I> method,
          A a,
          B b,
          C c,
          D d,
          E e,
          F f,
          G g,
          H h,
          I i) {
    return signalWithStartAsync(
        channel, signal, Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }
}
