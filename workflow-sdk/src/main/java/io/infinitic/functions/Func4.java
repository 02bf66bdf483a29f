package io.infinitic.functions;

/** A function of 4 arguments that may throw. */
@FunctionalInterface
public interface Func4<A, B, C, D, R> {
  R apply(A a, B b, C c, D d) throws Exception;
}
