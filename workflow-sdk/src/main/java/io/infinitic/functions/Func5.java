package io.infinitic.functions;

/** A function of 5 arguments that may throw. */
@FunctionalInterface
public interface Func5<A, B, C, D, E, R> {
  R apply(A a, B b, C c, D d, E e) throws Exception;
}
