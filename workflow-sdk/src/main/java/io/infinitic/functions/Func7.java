package io.infinitic.functions;

/** A function of 7 arguments that may throw. */
@FunctionalInterface
public interface Func7<A, B, C, D, E, F, G, R> {
  R apply(A a, B b, C c, D d, E e, F f, G g) throws Exception;
}
