package io.infinitic.functions;

/** A function of 2 arguments that may throw. */
@FunctionalInterface
public interface Func2<A, B, R> {
  R apply(A a, B b) throws Exception;
}
