package io.infinitic.workflows;

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
import io.infinitic.runtime.WorkflowRuntime;
import io.infinitic.stubs.Stubs;

/** The overloads of {@code dispatch} and {@code dispatchVoid}; {@link Workflow} inherits them. */
abstract class Dispatch {

  /**
   * Asynchronous call of a stub: {@code dispatch(images::resize, image, 100)}. The task starts; the
   * workflow goes on. Throws {@code InvalidStubException} if the method reference calls no stub, or
   * two.
   */
  public static <R> Deferred<R> dispatch(Func0<R> method) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply()));
  }

  /** The same with 1 argument. */
  public static <A, R> Deferred<R> dispatch(Func1<A, R> method, A a) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a)));
  }

  /** The same with 2 arguments. */
  public static <A, B, R> Deferred<R> dispatch(Func2<A, B, R> method, A a, B b) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a, b)));
  }

  /** The same with 3 arguments. */
  public static <A, B, C, R> Deferred<R> dispatch(Func3<A, B, C, R> method, A a, B b, C c) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a, b, c)));
  }

  /** The same with 4 arguments. */
  public static <A, B, C, D, R> Deferred<R> dispatch(
      Func4<A, B, C, D, R> method, A a, B b, C c, D d) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a, b, c, d)));
  }

  /** The same with 5 arguments. */
  public static <A, B, C, D, E, R> Deferred<R> dispatch(
      Func5<A, B, C, D, E, R> method, A a, B b, C c, D d, E e) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e)));
  }

  /** The same with 6 arguments. */
  public static <A, B, C, D, E, F, R> Deferred<R> dispatch(
      Func6<A, B, C, D, E, F, R> method, A a, B b, C c, D d, E e, F f) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f)));
  }

  /** The same with 7 arguments. */
  public static <A, B, C, D, E, F, G, R> Deferred<R> dispatch(
      Func7<A, B, C, D, E, F, G, R> method, A a, B b, C c, D d, E e, F f, G g) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)));
  }

  /** The same with 8 arguments. */
  public static <A, B, C, D, E, F, G, H, R> Deferred<R> dispatch(
      Func8<A, B, C, D, E, F, G, H, R> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)));
  }

  /** The same with 9 arguments. */
  public static <A, B, C, D, E, F, G, H, I, R> Deferred<R> dispatch(
      Func9<A, B, C, D, E, F, G, H, I, R> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)));
  }

  /** Asynchronous call of a stub method without result: {@code dispatchVoid(mails::send, mail)}. */
  public static Deferred<Void> dispatchVoid(Proc0 method) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply()).withoutResult());
  }

  /** The same with 1 argument. */
  public static <A> Deferred<Void> dispatchVoid(Proc1<A> method, A a) {
    return WorkflowRuntime.current().dispatch(Stubs.capture(() -> method.apply(a)).withoutResult());
  }

  /** The same with 2 arguments. */
  public static <A, B> Deferred<Void> dispatchVoid(Proc2<A, B> method, A a, B b) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b)).withoutResult());
  }

  /** The same with 3 arguments. */
  public static <A, B, C> Deferred<Void> dispatchVoid(Proc3<A, B, C> method, A a, B b, C c) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c)).withoutResult());
  }

  /** The same with 4 arguments. */
  public static <A, B, C, D> Deferred<Void> dispatchVoid(
      Proc4<A, B, C, D> method, A a, B b, C c, D d) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d)).withoutResult());
  }

  /** The same with 5 arguments. */
  public static <A, B, C, D, E> Deferred<Void> dispatchVoid(
      Proc5<A, B, C, D, E> method, A a, B b, C c, D d, E e) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e)).withoutResult());
  }

  /** The same with 6 arguments. */
  public static <A, B, C, D, E, F> Deferred<Void> dispatchVoid(
      Proc6<A, B, C, D, E, F> method, A a, B b, C c, D d, E e, F f) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f)).withoutResult());
  }

  /** The same with 7 arguments. */
  public static <A, B, C, D, E, F, G> Deferred<Void> dispatchVoid(
      Proc7<A, B, C, D, E, F, G> method, A a, B b, C c, D d, E e, F f, G g) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g)).withoutResult());
  }

  /** The same with 8 arguments. */
  public static <A, B, C, D, E, F, G, H> Deferred<Void> dispatchVoid(
      Proc8<A, B, C, D, E, F, G, H> method, A a, B b, C c, D d, E e, F f, G g, H h) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h)).withoutResult());
  }

  /** The same with 9 arguments. */
  public static <A, B, C, D, E, F, G, H, I> Deferred<Void> dispatchVoid(
      Proc9<A, B, C, D, E, F, G, H, I> method, A a, B b, C c, D d, E e, F f, G g, H h, I i) {
    return WorkflowRuntime.current()
        .dispatch(Stubs.capture(() -> method.apply(a, b, c, d, e, f, g, h, i)).withoutResult());
  }
}
