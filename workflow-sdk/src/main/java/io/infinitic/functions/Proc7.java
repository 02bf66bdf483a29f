package io.infinitic.functions;

/** A procedure of 7 arguments that may throw. */
@FunctionalInterface
public interface Proc7<A, B, C, D, E, F, G> {
  void apply(A a, B b, C c, D d, E e, F f, G g) throws Exception;
}
