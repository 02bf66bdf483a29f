package io.infinitic.functions;

/** A procedure of 4 arguments that may throw. */
@FunctionalInterface
public interface Proc4<A, B, C, D> {
  void apply(A a, B b, C c, D d) throws Exception;
}
