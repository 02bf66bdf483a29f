package io.infinitic.functions;

/** A procedure of 6 arguments that may throw. */
@FunctionalInterface
public interface Proc6<A, B, C, D, E, F> {
  void apply(A a, B b, C c, D d, E e, F f) throws Exception;
}
