package io.infinitic.functions;

/** A function of 6 arguments that may throw. */
@FunctionalInterface
public interface Func6<A, B, C, D, E, F, R> {
  R apply(A a, B b, C c, D d, E e, F f) throws Exception;
}
