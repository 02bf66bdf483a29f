package io.infinitic.functions;

/** A procedure of 5 arguments that may throw. */
@FunctionalInterface
public interface Proc5<A, B, C, D, E> {
  void apply(A a, B b, C c, D d, E e) throws Exception;
}
