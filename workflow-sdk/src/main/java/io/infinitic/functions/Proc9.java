package io.infinitic.functions;

/** A procedure of 9 arguments that may throw. */
@FunctionalInterface
public interface Proc9<A, B, C, D, E, F, G, H, I> {
  void apply(A a, B b, C c, D d, E e, F f, G g, H h, I i) throws Exception;
}
