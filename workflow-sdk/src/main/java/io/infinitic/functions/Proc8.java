package io.infinitic.functions;

/** A procedure of 8 arguments that may throw. */
@FunctionalInterface
public interface Proc8<A, B, C, D, E, F, G, H> {
  void apply(A a, B b, C c, D d, E e, F f, G g, H h) throws Exception;
}
