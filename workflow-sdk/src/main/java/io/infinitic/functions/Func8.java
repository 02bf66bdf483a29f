package io.infinitic.functions;

/** A function of 8 arguments that may throw. */
@FunctionalInterface
public interface Func8<A, B, C, D, E, F, G, H, R> {
  R apply(A a, B b, C c, D d, E e, F f, G g, H h) throws Exception;
}
