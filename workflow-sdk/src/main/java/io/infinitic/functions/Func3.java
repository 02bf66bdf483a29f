package io.infinitic.functions;

/** A function of 3 arguments that may throw. */
@FunctionalInterface
public interface Func3<A, B, C, R> {
  R apply(A a, B b, C c) throws Exception;
}
