package io.infinitic.functions;

/** A procedure of 2 arguments that may throw. */
@FunctionalInterface
public interface Proc2<A, B> {
  void apply(A a, B b) throws Exception;
}
