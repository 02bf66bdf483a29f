package io.infinitic.functions;

/** A function of 1 argument that may throw. */
@FunctionalInterface
public interface Func1<A, R> {
  R apply(A a) throws Exception;
}
