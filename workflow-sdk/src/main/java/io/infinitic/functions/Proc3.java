package io.infinitic.functions;

/** A procedure of 3 arguments that may throw. */
@FunctionalInterface
public interface Proc3<A, B, C> {
  void apply(A a, B b, C c) throws Exception;
}
